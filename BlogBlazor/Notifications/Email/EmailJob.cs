using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BlogBlazor.Data;
using BlogBlazor.Mail;
using BlogBlazor.Notifications.Away;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Settings;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications.Email;

/// <summary>One e-mail for all that is due, to addresses that are confirmed.</summary>
public sealed partial class EmailJob(
    Mailer mailer,
    NotificationEmail email,
    INotifier notifier,
    IDbContextFactory<BlogDbContext> databases,
    CurrentSite site,
    Epoch epoch,
    TimeProvider time,
    ILogger<EmailJob> logger) : AwayJob(Channels.Email, databases, site, time, logger)
{
    private readonly ILogger _logger = logger;

    protected override bool CanReach(Recipient recipient) =>
        mailer.IsOn && recipient is { IsEmailConfirmed: true, Email: not null, Settings.EmailFrequency: not EmailFrequency.Never };

    protected override DateTime TimeFor(NotificationSettings settings, DateTime came) => Digest.TimeFor(settings, came);

    protected override async Task<(DateTime? Again, bool HasReached)> SendAsync(UnseenNotifications unseen, DateTime retryAt)
    {
        var message = await email.WriteAsync(unseen);
        message.MessageId = MessageId(unseen);
        try
        {
            await mailer.SendAsync(message, CancellationToken.None);
            return (null, true);
        }
        catch (AddressRefusedException)
        {
            LogRefused(unseen.Recipient.UserId);
            await TurnOffAsync(unseen.Recipient);
            return (null, false);
        }
        catch (Exception e) when (Mailer.IsMailFault(e))
        {
            LogNotSent(unseen.Recipient.UserId, e.GetType().Name, e.Message);
            return (retryAt, false);
        }
    }

    /// <summary>The same for the same: where one was sent twice, because the server died in between, it is known as one.</summary>
    private string MessageId(UnseenNotifications unseen)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{epoch.Value} {unseen.Recipient.UserId}")))[..24];
        return string.Create(CultureInfo.InvariantCulture, $"{name}.{unseen.UpTo}@{mailer.From!.Domain}");
    }

    private async Task TurnOffAsync(Recipient recipient)
    {
        var cancellationToken = CancellationToken.None;
        await using var db = await Databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var turnedOff = await db.NotificationSettings
            .Where(s => s.UserId == recipient.UserId && s.EmailFrequency != EmailFrequency.Never)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.EmailFrequency, EmailFrequency.Never), cancellationToken);
        if (turnedOff > 0)
        {
            await notifier.NotifyAsync(
                write,
                [new NewNotification(recipient.UserId, EmailKinds.Refused, "email", NotificationEmail.SettingsPath) { Text = recipient.Email }],
                cancellationToken);
        }

        await write.CommitAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The e-mail to {UserId} was not sent ({Fault}: {Problem}); it is tried again later")]
    private partial void LogNotSent(string userId, string fault, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The address of {UserId} was refused; no more e-mails are sent there")]
    private partial void LogRefused(string userId);
}

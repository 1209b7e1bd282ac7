using BlogBlazor.Accounts;
using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Idempotency;
using BlogBlazor.Localization;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.FanOut;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Announcements;

/// <summary>
/// Messages to a user, or to many: of an administrator, from the API, the admin page or the command line; and of a script
/// to its own user.
/// </summary>
public sealed class AnnouncementService(
    IDbContextFactory<BlogDbContext> databases, INotifier notifier, OnceOnly once, IStringLocalizer<Texts> texts, TimeProvider time)
{
    /// <param name="sender">Null for the operator at the command line.</param>
    /// <returns>False, and nothing was sent, where somebody who is no administrator means somebody else.</returns>
    /// <exception cref="InvalidInputException">Nothing was sent.</exception>
    public async Task<bool> SendAsync(AnnouncementInput input, CurrentUser? sender, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (await once.RecallAsync<string>(write, cancellationToken) is not null)
        {
            return true;
        }

        var many = AudienceOf(input.Audience);
        var handle = input.To?.Trim().TrimStart('@').ToLowerInvariant();
        var recipientId = await db.Users.Where(u => u.Handle == handle).Select(u => u.Id).SingleOrDefaultAsync(cancellationToken);
        if (sender is { IsAdministrator: false } && (input.Audience is not null || sender.Id != recipientId))
        {
            return false;
        }

        InvalidInputException.ThrowIfAny(
            ("audience", many is null && input.Audience is not null ? texts["There is no such audience."].Value : null),
            ("to", input.Audience is null && recipientId is null ? texts["There is nobody with the handle “{0}”.", handle ?? ""].Value : null),
            ("message", UserText.Problem(input.Message, NewNotification.MaxTextLength, texts, multiline: true)),
            ("link", LinkProblem(input.Link)));
        var message = new NewNotification(recipientId ?? "", NotificationKind.Message, "messages", input.Link ?? "/notifications")
        {
            Actor = sender is null ? null : new Actor(sender.Id, sender.Handle, sender.DisplayName),
            Text = input.Message!.Trim(),
        };
        if (many is null)
        {
            await notifier.NotifyAsync(write, [message], cancellationToken);
        }
        else
        {
            // A subject of its own: nobody gets a second one about the same.
            var announcement = message with { Kind = AnnouncementKinds.Announcement, Subject = $"announcements/{Guid.CreateVersion7(time.GetUtcNow())}" };
            await notifier.NotifyAllAsync(write, many, announcement, cancellationToken);
        }

        once.Remember(write, "sent");
        await write.CommitAsync(cancellationToken);
        return true;
    }

    private static Audience? AudienceOf(string? name) => name switch
    {
        AnnouncementInput.Everyone => Audience.Everyone,
        AnnouncementInput.Administrators => Audience.Administrators,
        _ => null,
    };

    /// <summary>A path of this site only: a notification must not send its reader elsewhere.</summary>
    private string? LinkProblem(string? link) =>
        link is null || (link.Length <= NewNotification.MaxLinkLength && LocalUrl.IsLocal(link))
            ? null
            : texts["A link must be a path of this site that begins with “/”."].Value;
}

/// <param name="To">A handle; not used with an audience.</param>
/// <param name="Audience"><see cref="Everyone"/> or <see cref="Administrators"/>.</param>
public sealed record AnnouncementInput(string? To, string? Message, string? Link = null, string? Audience = null)
{
    public const string Everyone = "everyone";
    public const string Administrators = "administrators";
}

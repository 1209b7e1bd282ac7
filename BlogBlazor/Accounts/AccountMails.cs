using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Threading.RateLimiting;
using BlogBlazor.Components;
using BlogBlazor.Localization;
using BlogBlazor.Mail;
using BlogBlazor.Settings;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using MimeKit;

namespace BlogBlazor.Accounts;

/// <summary>
/// Mails about an account, with links to this site's configured address: the one that a request names may be anybody's.
/// One that cannot be sent fails nothing, since it can be asked for again. None is waited for: how long that takes would tell
/// who has an account.
/// </summary>
public sealed partial class AccountMails(
    Mailer mailer, IOptions<SiteAddressOptions> address, CurrentSite site, IStringLocalizer<Texts> texts, ILogger<AccountMails> logger)
    : IEmailSender<BlogUser>, IDisposable
{
    public const string ConfirmPath = "/account/confirm";
    public const string ResetPath = "/account/reset";

    /// <summary>By address, and by what the mail is for: who has it sent links to confirm must not keep a new password from its owner.</summary>
    private readonly PartitionedRateLimiter<(string Path, string Address)> _limits =
        PartitionedRateLimiter.Create<(string Path, string Address), (string Path, string Address)>(mail => RateLimitPartition.GetFixedWindowLimiter(
            mail, _ => new FixedWindowRateLimiterOptions { PermitLimit = 5, Window = TimeSpan.FromHours(1) }));

    public bool IsOn => mailer.IsOn;

    /// <param name="token">Of <see cref="UserManager{TUser}.GenerateEmailConfirmationTokenAsync"/>.</param>
    /// <returns>False where the address was sent so many lately that it is sent no more for now.</returns>
    public bool SendConfirmation(BlogUser user, string token) =>
        SendConfirmationTo(user.Email!, $"?userId={user.Id}&code={Encoded(token)}");

    /// <param name="token">Of <see cref="UserManager{TUser}.GeneratePasswordResetTokenAsync"/>.</param>
    public void SendPasswordReset(BlogUser user, string token) => SendPasswordResetCodeAsync(user, user.Email!, Encoded(token));

    /// <summary>Identity's API made the link, to its own endpoint: the page of this site takes the same.</summary>
    public Task SendConfirmationLinkAsync(BlogUser user, string email, string confirmationLink)
    {
        SendConfirmationTo(email, new Uri(WebUtility.HtmlDecode(confirmationLink)).Query);
        return Task.CompletedTask;
    }

    public Task SendPasswordResetLinkAsync(BlogUser user, string email, string resetLink)
    {
        SendPasswordResetTo(email, WebUtility.HtmlDecode(resetLink));
        return Task.CompletedTask;
    }

    public Task SendPasswordResetCodeAsync(BlogUser user, string email, string resetCode)
    {
        SendPasswordResetTo(
            email, address.Value.Whole($"{ResetPath}?email={Uri.EscapeDataString(email)}&code={WebUtility.HtmlDecode(resetCode)}"));
        return Task.CompletedTask;
    }

    public void Dispose() => _limits.Dispose();

    private static string Encoded(string token) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(token));

    /// <returns>Null when it is none.</returns>
    internal static string? Decoded(string? code)
    {
        try
        {
            return code is null ? null : Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(code));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private bool SendConfirmationTo(string email, string query) => Send(
        ConfirmPath,
        email,
        texts["Confirm your address for {0}", site.Name],
        texts["Open this link to confirm that this is your address:"],
        address.Value.Whole(ConfirmPath + query));

    private bool SendPasswordResetTo(string email, string link) => Send(
        ResetPath,
        email,
        texts["A new password for {0}", site.Name],
        texts["Open this link to choose a new password. If you did not ask for it, do nothing: your password stays."],
        link);

    private bool Send(string path, string email, string subject, string words, string link)
    {
        // Identity's API takes for an address what is none, and one with a name around it.
        if (!mailer.IsOn || !MailboxAddress.TryParse(email, out var to))
        {
            return true;
        }

        using var lease = _limits.AttemptAcquire((path, to.Address.ToUpperInvariant()));
        if (!lease.IsAcquired)
        {
            return false;
        }

        var html = HtmlEncoder.Default;
        _ = SendAsync(mailer.NewMessage(
            email,
            subject,
            $"{words}\n\n{link}\n",
            $"<p>{html.Encode(words)}</p><p><a href=\"{html.Encode(link)}\">{html.Encode(link)}</a></p>"));
        return true;
    }

    private async Task SendAsync(MimeMessage message)
    {
        try
        {
            await mailer.SendAsync(message, CancellationToken.None);
        }
        catch (Exception e) when (e is AddressRefusedException || Mailer.IsMailFault(e))
        {
            LogNotSent(e.GetType().Name, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A mail about an account was not sent ({Fault}: {Problem})")]
    private partial void LogNotSent(string fault, string problem);
}

using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using BlogBlazor.Components;
using BlogBlazor.Localization;
using BlogBlazor.Mail;
using BlogBlazor.Settings;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Accounts;

/// <summary>
/// Mails about an account, with links to this site's configured address: the one that a request names may be anybody's.
/// One that cannot be sent fails nothing, since it can be asked for again.
/// </summary>
public sealed partial class AccountMails(
    Mailer mailer, IOptions<SiteAddressOptions> address, CurrentSite site, IStringLocalizer<Texts> texts, ILogger<AccountMails> logger)
    : IEmailSender<BlogUser>
{
    public const string ConfirmPath = "/account/confirm";
    public const string ResetPath = "/account/reset";

    public bool IsOn => mailer.IsOn;

    /// <param name="token">Of <see cref="UserManager{TUser}.GenerateEmailConfirmationTokenAsync"/>.</param>
    public Task SendConfirmationAsync(BlogUser user, string token) =>
        SendConfirmationToAsync(user.Email!, $"?userId={user.Id}&code={Encoded(token)}");

    /// <param name="token">Of <see cref="UserManager{TUser}.GeneratePasswordResetTokenAsync"/>.</param>
    public Task SendPasswordResetAsync(BlogUser user, string token) => SendPasswordResetCodeAsync(user, user.Email!, Encoded(token));

    /// <summary>Identity's API made the link, to its own endpoint: the page of this site takes the same.</summary>
    public Task SendConfirmationLinkAsync(BlogUser user, string email, string confirmationLink) =>
        SendConfirmationToAsync(email, new Uri(WebUtility.HtmlDecode(confirmationLink)).Query);

    public Task SendPasswordResetLinkAsync(BlogUser user, string email, string resetLink) =>
        SendPasswordResetToAsync(email, WebUtility.HtmlDecode(resetLink));

    public Task SendPasswordResetCodeAsync(BlogUser user, string email, string resetCode) => SendPasswordResetToAsync(
        email, address.Value.Whole($"{ResetPath}?email={Uri.EscapeDataString(email)}&code={WebUtility.HtmlDecode(resetCode)}"));

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

    private Task SendConfirmationToAsync(string email, string query) => SendAsync(
        email,
        texts["Confirm your address for {0}", site.Name],
        texts["Open this link to confirm that this is your address:"],
        address.Value.Whole(ConfirmPath + query));

    private Task SendPasswordResetToAsync(string email, string link) => SendAsync(
        email,
        texts["A new password for {0}", site.Name],
        texts["Open this link to choose a new password. If you did not ask for it, do nothing: your password stays."],
        link);

    private async Task SendAsync(string email, string subject, string words, string link)
    {
        if (!mailer.IsOn)
        {
            return;
        }

        var html = HtmlEncoder.Default;
        var message = mailer.NewMessage(
            email,
            subject,
            $"{words}\n\n{link}\n",
            $"<p>{html.Encode(words)}</p><p><a href=\"{html.Encode(link)}\">{html.Encode(link)}</a></p>");
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

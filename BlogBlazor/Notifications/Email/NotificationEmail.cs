using System.Globalization;
using System.Text;
using BlogBlazor.Components;
using BlogBlazor.Localization;
using BlogBlazor.Mail;
using BlogBlazor.Notifications.Away;
using BlogBlazor.Settings;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using MimeKit;

namespace BlogBlazor.Notifications.Email;

/// <summary>Writes what a user did not see as one e-mail, in the current language.</summary>
public sealed class NotificationEmail(
    Mailer mailer,
    NotificationText text,
    UnsubscribeTokens tokens,
    CurrentSite site,
    IOptions<SiteAddressOptions> address,
    HtmlRenderer renderer,
    IStringLocalizer<Texts> texts)
{
    public const string SettingsPath = "/account/notifications";

    private const int MaxSubjectLength = 150;

    public async Task<MimeMessage> WriteAsync(UnseenNotifications unseen)
    {
        var lines = unseen.Groups.Select(LineOf).ToList();
        var unsubscribe = address.Value.Whole(UnsubscribeEndpoint.PathFor(tokens.Make(unseen.Recipient.UserId)));
        var subject = lines is [var only] && unseen.Count == only.Count
            ? only.Text
            : texts["{0} new notifications on {1}", unseen.Count, site.Name].Value;
        var message = mailer.NewMessage(
            unseen.Recipient.Email!, UserText.Shortened(subject, MaxSubjectLength), Plain(unseen, lines, unsubscribe), await HtmlAsync(unseen, subject, lines, unsubscribe));
        // RFC 8058: a mail program unsubscribes by one click, without opening a page.
        message.Headers.Add(HeaderId.ListUnsubscribe, $"<{unsubscribe}>");
        message.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private EmailLine LineOf(UnseenGroup group) => new(
        group.Count > 1 ? text.OfSeveral(group.Newest, group.Count) : text.Of(group.Newest),
        address.Value.Whole(group.Newest.Link),
        group.Count,
        group.Newest.CreatedAt.ToString("f", CultureInfo.CurrentCulture) + " UTC");

    private string Plain(UnseenNotifications unseen, List<EmailLine> lines, string unsubscribe)
    {
        var plain = new StringBuilder();
        foreach (var line in lines)
        {
            plain.Append(line.Text).Append('\n').Append(line.Link).Append("\n\n");
        }

        if (More(unseen) is > 0 and var more)
        {
            plain.Append(texts["And {0} more, in your inbox.", more].Value).Append('\n').Append(address.Value.Whole("/notifications")).Append("\n\n");
        }

        return plain.Append("-- \n")
            .Append(texts["You get this because you asked {0} for e-mails.", site.Name].Value).Append('\n')
            .Append(texts["What you are told of:"].Value).Append(' ').Append(address.Value.Whole(SettingsPath)).Append('\n')
            .Append(texts["No more e-mails:"].Value).Append(' ').Append(unsubscribe).Append('\n')
            .ToString();
    }

    private Task<string> HtmlAsync(UnseenNotifications unseen, string subject, List<EmailLine> lines, string unsubscribe)
    {
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(NotificationEmailBody.Subject)] = subject,
            [nameof(NotificationEmailBody.Lines)] = lines,
            [nameof(NotificationEmailBody.More)] = More(unseen),
            [nameof(NotificationEmailBody.Inbox)] = address.Value.Whole("/notifications"),
            [nameof(NotificationEmailBody.Settings)] = address.Value.Whole(SettingsPath),
            [nameof(NotificationEmailBody.Unsubscribe)] = unsubscribe,
        });
        return renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<NotificationEmailBody>(parameters)).ToHtmlString());
    }

    private static int More(UnseenNotifications unseen) => unseen.Count - unseen.Newest.Count;
}

public sealed record EmailLine(string Text, string Link, int Count, string At);

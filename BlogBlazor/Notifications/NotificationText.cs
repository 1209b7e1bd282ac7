using BlogBlazor.Localization;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Notifications;

/// <summary>Makes a notification's sentence in the language of whoever reads it (the current UI culture).</summary>
public sealed class NotificationText(IStringLocalizer<Texts> texts)
{
    public string Of(Notification notification) =>
        NotificationKind.All.TryGetValue(notification.Kind, out var kind)
            ? Sentence(kind, notification.Count > 1 ? kind.Gathered ?? kind.Sentence : kind.Sentence, notification, notification.Count - 1)
            // Written by a newer version of the application that runs beside this one.
            : notification.Text ?? texts["You have a new notification"];

    /// <summary>Of several that the inbox shows together, by the newest of them.</summary>
    public string OfSeveral(Notification newest, int count) =>
        NotificationKind.All.GetValueOrDefault(newest.Kind) is { Several: { } several } kind ? Sentence(kind, several, newest, count) : Of(newest);

    public string LabelOf(NotificationKind kind) => texts[kind.Label];

    /// <summary>What was done to an inbox, by who did it.</summary>
    public string OfDone(InboxAct act) => act switch
    {
        InboxAct.ReadAll => texts["All marked as read."],
        InboxAct.Read => texts["Marked as read."],
        InboxAct.Unread => texts["Marked as unread."],
        InboxAct.Archive => texts["Archived."],
        InboxAct.Snooze => texts["Snoozed."],
        InboxAct.Unarchive => texts["Back in the inbox."],
        _ => texts["Undone."],
    };

    private string Sentence(NotificationKind kind, string sentence, Notification n, int number)
    {
        var title = n.Title is not null ? texts["“{0}”", n.Title].Value : kind.Untitled.Length > 0 ? texts[kind.Untitled].Value : "";
        return texts[sentence, n.Actor?.Handle ?? "", n.Text ?? "", title, number].Value.TrimEnd();
    }
}

using BlogBlazor.Localization;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Notifications;

/// <summary>Makes a notification's sentence in the language of whoever reads it (the current UI culture).</summary>
public sealed class NotificationText(IStringLocalizer<Texts> texts)
{
    public string Of(Notification notification) =>
        NotificationKind.All.TryGetValue(notification.Kind, out var kind)
            ? texts[kind.Sentence, notification.Actor?.Handle ?? "", notification.Text ?? ""]
            // Written by a newer version of the application that runs beside this one.
            : notification.Text ?? texts["You have a new notification"];
}

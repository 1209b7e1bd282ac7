using BlogBlazor.Notifications;

namespace BlogBlazor.Announcements;

public static class AnnouncementKinds
{
    /// <summary>To all, or to all administrators.</summary>
    public static readonly NotificationKind Announcement = new("announcement", "{1}")
    {
        Label = "Announcements of this site",
        TellsOwnActs = true,
        CanBeMuted = false,
    };
}

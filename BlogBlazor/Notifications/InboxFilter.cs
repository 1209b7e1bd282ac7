namespace BlogBlazor.Notifications;

public enum InboxView
{
    /// <summary>What is not archived.</summary>
    All,
    Unread,
    Archived,
    Snoozed,
}

/// <param name="Kind">Only those of this kind.</param>
/// <param name="Group">Only those of this group.</param>
public sealed record InboxFilter(InboxView View = InboxView.All, string? Kind = null, string? Group = null);

/// <summary>What the inbox shows as one: a notification, or several of one group by the newest of them.</summary>
/// <param name="Count">At most <see cref="MaxCounted"/>.</param>
public sealed record InboxEntry(Notification Newest, int Count, int Unread)
{
    public const int MaxCounted = 100;
}

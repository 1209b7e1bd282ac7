namespace BlogBlazor.Notifications;

/// <summary>
/// A user's counters, changed only inside the transaction that writes or marks the rows they count, so that they never
/// need to be counted.
/// </summary>
public sealed class Inbox
{
    public required string UserId { get; init; }
    public long LastSequence { get; init; }
    public int Unread { get; init; }

    /// <summary>Grows with every change, so that of two signals the newer is known.</summary>
    public long Revision { get; init; }

    /// <summary>The newest that its user has had before their eyes: a list was open, or a toast in a tab that they look at.</summary>
    public long SeenUpTo { get; init; }

    /// <summary>
    /// When the channels for those who are away look whether something is unseen still; null while there is nothing for
    /// them. Each has its own cursor: the last number it took care of. And it counts how often it tried what is due.
    /// </summary>
    public DateTime? PushDueAt { get; init; }
    public long PushedUpTo { get; init; }
    public int PushAttempts { get; init; }
    public DateTime? EmailDueAt { get; init; }
    public long EmailedUpTo { get; init; }
    public int EmailAttempts { get; init; }
}

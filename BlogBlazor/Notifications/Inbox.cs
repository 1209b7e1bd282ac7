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
}

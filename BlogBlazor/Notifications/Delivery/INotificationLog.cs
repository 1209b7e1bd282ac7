namespace BlogBlazor.Notifications.Delivery;

/// <summary>The rows as a subscription reads them. Tests put a list in its place.</summary>
public interface INotificationLog
{
    /// <summary>By one query: when thousands of receivers come back at once, each of them asks.</summary>
    /// <param name="after">The rows that come with it are those after this number, as in <see cref="ReadAfterAsync"/>.</param>
    Task<InboxStart> ReadStartAsync(string userId, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Every row after a number, retracted ones too, ascending.</summary>
    Task<IReadOnlyList<Notification>> ReadAfterAsync(string userId, long after, int limit, CancellationToken cancellationToken);
}

/// <summary>What a receiver starts from: the counters, and the first of the rows that it missed.</summary>
public sealed record InboxStart(InboxSnapshot Snapshot, IReadOnlyList<Notification> Missed);

/// <param name="Epoch">Names the database.</param>
/// <param name="Oldest">The oldest number that is kept; one past <paramref name="Latest"/> when none is.</param>
/// <param name="Latest">The last number that was given out.</param>
/// <param name="Unread">How many are unread.</param>
/// <param name="Revision">Grows with every change of these counters.</param>
/// <param name="SeenUpTo">The newest that the user has seen.</param>
public sealed record InboxSnapshot(string Epoch, long Oldest, long Latest, int Unread, long Revision, long SeenUpTo = 0)
{
    /// <summary>Whether nothing after a cursor is lost. Zero stands for "all that is kept", whatever that begins with.</summary>
    public bool Keeps(long cursor) => cursor == 0 || (cursor >= Oldest - 1 && cursor <= Latest);
}

namespace BlogBlazor.Notifications.Delivery;

/// <summary>The rows as a subscription reads them. Tests put a list in its place.</summary>
public interface INotificationLog
{
    Task<InboxSnapshot> ReadSnapshotAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Every row after a number, retracted ones too, ascending.</summary>
    Task<IReadOnlyList<Notification>> ReadAfterAsync(string userId, long after, int limit, CancellationToken cancellationToken);
}

/// <param name="Epoch">Names the database.</param>
/// <param name="Oldest">The oldest number that is kept; one past <paramref name="Latest"/> when none is.</param>
/// <param name="Latest">The last number that was given out.</param>
/// <param name="Unread">How many are unread.</param>
/// <param name="Revision">Grows with every change of these counters.</param>
public sealed record InboxSnapshot(string Epoch, long Oldest, long Latest, int Unread, long Revision);

using BlogBlazor.Data;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Signals;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications;

/// <summary>Reads a user's notifications and marks them; every query is filtered by that user.</summary>
public sealed class NotificationStore(
    IDbContextFactory<BlogDbContext> databases, SignalGroups groups, Epoch epoch, TimeProvider time) : INotificationLog
{
    public async Task<InboxSnapshot> ReadSnapshotAsync(string userId, CancellationToken cancellationToken) =>
        (await ReadStartAsync(userId, after: long.MaxValue, limit: 0, cancellationToken)).Snapshot;

    public async Task<InboxStart> ReadStartAsync(string userId, long after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Inboxes.AsNoTracking().Where(i => i.UserId == userId)
            .LeftJoin(After(db, userId, after, limit), i => i.UserId, n => n.RecipientId, (inbox, missed) => new
            {
                Inbox = inbox,
                Oldest = db.Notifications.Where(n => n.RecipientId == userId).Min(n => (long?)n.Sequence),
                Missed = missed,
            })
            .OrderBy(row => row.Missed!.Sequence)
            .ToListAsync(cancellationToken);
        var inbox = rows.Count > 0 ? rows[0].Inbox : new Inbox { UserId = userId };
        var oldest = rows.Count > 0 ? rows[0].Oldest : null;
        return new InboxStart(
            new InboxSnapshot(epoch.Value, oldest ?? inbox.LastSequence + 1, inbox.LastSequence, inbox.Unread, inbox.Revision),
            [.. rows.Select(row => row.Missed).OfType<Notification>()]);
    }

    public async Task<IReadOnlyList<Notification>> ReadAfterAsync(
        string userId, long after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await After(db, userId, after, limit).ToListAsync(cancellationToken);
    }

    /// <summary>What still stands, ascending, after a number.</summary>
    public async Task<IReadOnlyList<Notification>> ListAsync(
        string userId, long after, int limit, bool unreadOnly, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Standing(db, userId, unreadOnly)
            .Where(n => n.Sequence > after)
            .OrderBy(n => n.Sequence).Take(limit)
            .ToListAsync(cancellationToken);
    }

    /// <summary>What still stands, newest first, before a number: a page of the inbox.</summary>
    public async Task<IReadOnlyList<Notification>> ListNewestAsync(
        string userId, long before, int limit, bool unreadOnly, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Standing(db, userId, unreadOnly)
            .Where(n => n.Sequence < before)
            .OrderByDescending(n => n.Sequence).Take(limit)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Marks as read and tells every receiver of the user.</summary>
    /// <returns>The unread count after it.</returns>
    public async Task<int> MarkReadAsync(string userId, ReadMark mark, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await db.LockInboxesAsync([userId], cancellationToken);
        var now = time.UtcNow();
        var unread = db.Notifications.Where(n => n.RecipientId == userId && n.ReadAt == null && n.RetractedAt == null);
        var marked = await (mark.Ids is { } ids
                ? unread.Where(n => ids.Contains(n.Sequence))
                : unread.Where(n => n.Sequence <= mark.UpTo))
            .ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), cancellationToken);
        var inbox = await db.LowerUnreadAsync(userId, marked, cancellationToken);
        if (marked > 0)
        {
            // "All" is said as the last number of this moment: a receiver may keep the mark, and later ones are not read.
            var told = mark.Ids is null ? mark with { UpTo = Math.Min(mark.UpTo ?? 0, inbox.LastSequence) } : mark;
            write.AfterCommit(() => groups.Send(
                NotificationSignal.GroupOf(userId), new NotificationSignal(inbox) { Read = told }));
        }

        await write.CommitAsync(cancellationToken);
        return inbox.Unread;
    }

    private static IQueryable<Notification> After(BlogDbContext db, string userId, long after, int limit) =>
        db.Notifications.AsNoTracking()
            .Where(n => n.RecipientId == userId && n.Sequence > after)
            .OrderBy(n => n.Sequence).Take(limit);

    private static IQueryable<Notification> Standing(BlogDbContext db, string userId, bool unreadOnly) =>
        db.Notifications.AsNoTracking()
            .Where(n => n.RecipientId == userId && n.RetractedAt == null && (!unreadOnly || n.ReadAt == null));
}

using BlogBlazor.Data;
using BlogBlazor.Idempotency;
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
            new InboxSnapshot(epoch.Value, oldest ?? inbox.LastSequence + 1, inbox.LastSequence, inbox.Unread, inbox.Revision, inbox.SeenUpTo),
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

    /// <summary>A page of the inbox, newest first, before a number.</summary>
    public async Task<IReadOnlyList<InboxEntry>> ListInboxAsync(
        string userId, InboxFilter filter, long before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = Filtered(db, userId, filter);
        // By itself, so that no comparison below has to mind what is null: then the index by group answers it.
        var grouped = rows.Where(n => n.Group != null);
        var heads = filter.Group is null
            // The highest, which an index tells at once, and not "none above it", which PostgreSQL looks for among all of them.
            ? rows.Where(n => n.Group == null || n.Sequence == grouped.Where(o => o.Group == n.Group).Max(o => (long?)o.Sequence))
            : rows;
        var entries = await heads.Where(n => n.Sequence < before)
            .OrderByDescending(n => n.Sequence).Take(limit)
            .Select(n => new
            {
                Newest = n,
                Count = n.Group == null || filter.Group != null ? 1 : grouped.Where(o => o.Group == n.Group).OrderByDescending(o => o.Sequence).Take(InboxEntry.MaxCounted).Count(),
                Unread = n.Group == null || filter.Group != null
                    ? n.ReadAt == null ? 1 : 0
                    : grouped.Where(o => o.Group == n.Group && o.ReadAt == null).OrderByDescending(o => o.Sequence).Take(InboxEntry.MaxCounted).Count(),
            })
            .ToListAsync(cancellationToken);
        return entries.ConvertAll(e => new InboxEntry(e.Newest, e.Count, e.Unread));
    }

    /// <summary>The numbers of what a filter shows, newest first, up to one (inclusive).</summary>
    public async Task<IReadOnlyList<long>> ListNumbersAsync(
        string userId, InboxFilter filter, long upTo, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Filtered(db, userId, filter).Where(n => n.Sequence <= upTo)
            .OrderByDescending(n => n.Sequence).Take(limit)
            .Select(n => n.Sequence)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Marks as read and tells every receiver of the user.</summary>
    /// <param name="once">Where it may be asked for again, long after: what was set unread meanwhile stays so.</param>
    public Task<InboxMark> MarkReadAsync(string userId, ReadMark mark, CancellationToken cancellationToken, OnceOnly? once = null)
    {
        var now = time.UtcNow();
        return ChangeAsync(userId, async (write, own) =>
        {
            if (once is not null && await once.RecallAsync<InboxMark>(write, cancellationToken) is { } before)
            {
                return before;
            }

            var unread = own.Where(n => n.ReadAt == null && n.RetractedAt == null);
            var marked = await (mark.Ids is { } ids
                    ? unread.Where(n => ids.Contains(n.Sequence))
                    : unread.Where(n => n.Sequence <= mark.UpTo))
                .ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), cancellationToken);
            var inbox = await write.Db.AddUnreadAsync(userId, -marked, cancellationToken);
            if (marked > 0)
            {
                // "All" is said as the last number of this moment: a receiver may keep the mark, and later ones are not read.
                var told = mark.Ids is null ? mark with { UpTo = Math.Min(mark.UpTo ?? 0, inbox.LastSequence) } : mark;
                Tell(write, new NotificationSignal(inbox) { Read = told }, userId);
            }

            var result = new InboxMark(inbox.Unread, now);
            once?.Remember(write, result);
            return result;
        }, cancellationToken);
    }

    /// <summary>Marks as unread, those that were archived not.</summary>
    /// <returns>The unread count after it.</returns>
    public Task<int> MarkUnreadAsync(string userId, IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        MarkUnreadAsync(userId, ids, own => own.Where(n => ids.Contains(n.Sequence)), cancellationToken);

    /// <summary>Undoes one <see cref="MarkReadAsync"/>, however many it marked: they know when that was.</summary>
    public Task<int> UndoReadAsync(string userId, DateTime markedAt, CancellationToken cancellationToken) =>
        MarkUnreadAsync(userId, ids: null, own => own.Where(n => n.ReadAt == markedAt), cancellationToken);

    /// <summary>Takes out of the inbox and marks as read: for good, or until a time, when they come back as new ones.</summary>
    public Task<InboxMark> ArchiveAsync(string userId, IReadOnlyList<long> ids, DateTime? until, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        return ChangeAsync(userId, async (write, own) =>
        {
            var chosen = own.Where(n => ids.Contains(n.Sequence) && n.RetractedAt == null && !n.IsHidden);
            var read = await chosen.Where(n => n.ReadAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), cancellationToken);
            var archived = await chosen.Where(n => n.ArchivedAt == null || until != null)
                .ExecuteUpdateAsync(set => set.SetProperty(n => n.ArchivedAt, now).SetProperty(n => n.SnoozedUntil, until), cancellationToken);
            var left = await TellAsync(write, userId, -read, archived, new InboxChange(InboxState.Archived, ids), cancellationToken);
            return new InboxMark(left, now);
        }, cancellationToken);
    }

    /// <summary>Back into the inbox, and unread again what archiving marked as read.</summary>
    /// <returns>The unread count after it.</returns>
    public Task<int> UnarchiveAsync(string userId, IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        UnarchiveAsync(userId, ids, own => own.Where(n => ids.Contains(n.Sequence)), cancellationToken);

    /// <summary>Undoes one <see cref="ArchiveAsync"/>, however many it archived: they know when that was.</summary>
    public Task<int> UndoArchiveAsync(string userId, DateTime archivedAt, CancellationToken cancellationToken) =>
        UnarchiveAsync(userId, ids: null, own => own.Where(n => n.ArchivedAt == archivedAt), cancellationToken);

    /// <summary>The user has had all up to a number before their eyes: nobody is reached elsewhere for those.</summary>
    public Task MarkSeenAsync(string userId, long upTo, CancellationToken cancellationToken) =>
        ChangeAsync(userId, async (write, own) =>
        {
            var seen = await write.Db.Inboxes.Where(i => i.UserId == userId && i.SeenUpTo < upTo && i.SeenUpTo < i.LastSequence)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(i => i.SeenUpTo, i => i.LastSequence < upTo ? i.LastSequence : upTo)
                        // What the app does not show was not seen by opening it.
                        .SetProperty(i => i.PushDueAt, i => i.PushDueAt == null || (i.LastSequence <= upTo
                            && !own.Any(n => n.IsHidden && n.Sequence > i.PushedUpTo)) ? null : i.PushDueAt)
                        .SetProperty(i => i.EmailDueAt, i => i.EmailDueAt == null || (i.LastSequence <= upTo
                            && !own.Any(n => n.IsHidden && n.Sequence > i.EmailedUpTo)) ? null : i.EmailDueAt),
                    cancellationToken);
            var inbox = await write.Db.AddUnreadAsync(userId, 0, cancellationToken);
            if (seen > 0)
            {
                Tell(write, new NotificationSignal(inbox) { Change = new InboxChange(InboxState.Seen, Ids: null, inbox.SeenUpTo) }, userId);
            }

            return inbox.Unread;
        }, cancellationToken);

    private Task<int> MarkUnreadAsync(
        string userId, IReadOnlyList<long>? ids, Func<IQueryable<Notification>, IQueryable<Notification>> choose, CancellationToken cancellationToken) =>
        ChangeAsync(userId, async (write, own) =>
        {
            var unread = await choose(own).Where(n => n.ReadAt != null && n.ArchivedAt == null && n.RetractedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, (DateTime?)null), cancellationToken);
            return await TellAsync(write, userId, unread, unread, new InboxChange(InboxState.Unread, ids), cancellationToken);
        }, cancellationToken);

    private Task<int> UnarchiveAsync(
        string userId, IReadOnlyList<long>? ids, Func<IQueryable<Notification>, IQueryable<Notification>> choose, CancellationToken cancellationToken) =>
        ChangeAsync(userId, async (write, own) =>
        {
            var chosen = choose(own).Where(n => n.ArchivedAt != null && n.RetractedAt == null && !n.IsHidden);
            var unread = await chosen.Where(n => n.ReadAt == n.ArchivedAt)
                .ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, (DateTime?)null), cancellationToken);
            var back = await chosen.ExecuteUpdateAsync(
                set => set.SetProperty(n => n.ArchivedAt, (DateTime?)null).SetProperty(n => n.SnoozedUntil, (DateTime?)null), cancellationToken);
            return await TellAsync(write, userId, unread, back, new InboxChange(InboxState.Inbox, ids), cancellationToken);
        }, cancellationToken);

    private async Task<T> ChangeAsync<T>(
        string userId, Func<WriteTransaction, IQueryable<Notification>, Task<T>> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await db.LockInboxesAsync([userId], cancellationToken);
        var result = await change(write, db.Notifications.Where(n => n.RecipientId == userId));
        await write.CommitAsync(cancellationToken);
        return result;
    }

    private async Task<int> TellAsync(
        WriteTransaction write, string userId, int moreUnread, int changed, InboxChange change, CancellationToken cancellationToken)
    {
        var inbox = await write.Db.AddUnreadAsync(userId, moreUnread, cancellationToken);
        if (changed > 0)
        {
            Tell(write, new NotificationSignal(inbox) { Change = change }, userId);
        }

        return inbox.Unread;
    }

    private void Tell(WriteTransaction write, NotificationSignal signal, string userId) =>
        write.AfterCommit(() => groups.Send(NotificationSignal.GroupOf(userId), signal));

    private static IQueryable<Notification> After(BlogDbContext db, string userId, long after, int limit) =>
        db.Notifications.AsNoTracking()
            .Where(n => n.RecipientId == userId && n.Sequence > after)
            .OrderBy(n => n.Sequence).Take(limit);

    /// <summary>What a surface may show, archived or not.</summary>
    private static IQueryable<Notification> Standing(BlogDbContext db, string userId, bool unreadOnly) =>
        db.Notifications.AsNoTracking()
            .Where(n => n.RecipientId == userId && n.RetractedAt == null && !n.IsHidden && (!unreadOnly || n.ReadAt == null));

    /// <summary>Hidden ones are archived, so only the archive has to leave them out.</summary>
    private static IQueryable<Notification> Filtered(BlogDbContext db, string userId, InboxFilter filter)
    {
        var standing = db.Notifications.AsNoTracking().Where(n => n.RecipientId == userId && n.RetractedAt == null);
        standing = filter.View switch
        {
            InboxView.Archived => standing.Where(n => n.ArchivedAt != null && n.SnoozedUntil == null && !n.IsHidden),
            InboxView.Snoozed => standing.Where(n => n.ArchivedAt != null && n.SnoozedUntil != null),
            InboxView.Unread => standing.Where(n => n.ArchivedAt == null && n.ReadAt == null),
            _ => standing.Where(n => n.ArchivedAt == null),
        };
        standing = filter.Kind is null ? standing : standing.Where(n => n.Kind == filter.Kind);
        return filter.Group is null ? standing : standing.Where(n => n.Group == filter.Group);
    }
}

/// <summary>Something was marked as read, or archived.</summary>
/// <param name="Unread">The unread count after it.</param>
/// <param name="At">By which it can be undone.</param>
public sealed record InboxMark(int Unread, DateTime At);

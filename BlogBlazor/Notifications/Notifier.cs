using BlogBlazor.Data;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Signals;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications;

internal sealed class Notifier(IDbContextFactory<BlogDbContext> databases, SignalGroups groups, TimeProvider time) : INotifier
{
    public async Task NotifyAsync(NewNotification notification, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await NotifyAsync(write, [notification], cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    public async Task<int> NotifyAsync(
        WriteTransaction write, IEnumerable<NewNotification> notifications, CancellationToken cancellationToken)
    {
        var wanted = notifications
            .Where(n => n.Kind.TellsOwnActs || n.Actor?.Id != n.RecipientId)
            .DistinctBy(n => n.RecipientId)
            // In the order of LockInboxesAsync, so that two writers cannot lock each other out.
            .OrderBy(n => n.RecipientId, StringComparer.Ordinal)
            .ToList();
        foreach (var notification in wanted)
        {
            using var activity = NotificationTrace.Notify(notification.Kind);
            var inbox = await NextAsync(write.Db, notification.RecipientId, cancellationToken);
            var row = new Notification
            {
                RecipientId = notification.RecipientId,
                Sequence = inbox.LastSequence,
                Kind = notification.Kind.Name,
                Subject = notification.Subject,
                Link = notification.Link,
                Actor = notification.Actor,
                Text = notification.Text,
                CreatedAt = time.UtcNow(),
            };
            write.Db.Add(row);
            Signal(write, new NotificationSignal(inbox) { Notification = row, TraceParent = activity?.Id }, row.RecipientId);
        }

        await write.Db.SaveChangesAsync(cancellationToken);
        return wanted.Count;
    }

    public async Task RetractAsync(WriteTransaction write, string subject, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        // A range, which an index answers: '0' is the character after '/'.
        var (below, beyond) = (subject + "/", subject + "0");
        var gone = write.Db.Notifications.Where(n => n.RetractedAt == null
            && (n.Subject == subject || (string.Compare(n.Subject, below) >= 0 && string.Compare(n.Subject, beyond) < 0)));
        var recipients = await gone.Select(n => n.RecipientId).Distinct().ToListAsync(cancellationToken);
        await write.Db.LockInboxesAsync(recipients, cancellationToken);
        var rows = await gone.Select(n => new { n.RecipientId, n.Sequence, n.ReadAt }).ToListAsync(cancellationToken);
        await gone.ExecuteUpdateAsync(set => set.SetProperty(n => n.RetractedAt, now), cancellationToken);
        foreach (var ofOne in rows.GroupBy(row => row.RecipientId, StringComparer.Ordinal))
        {
            var unread = ofOne.Count(row => row.ReadAt is null);
            var inbox = await write.Db.LowerUnreadAsync(ofOne.Key, unread, cancellationToken);
            foreach (var row in ofOne)
            {
                Signal(write, new NotificationSignal(inbox) { Retracted = row.Sequence }, ofOne.Key);
            }
        }
    }

    private void Signal(WriteTransaction write, NotificationSignal signal, string userId) =>
        write.AfterCommit(() => groups.Send(
            NotificationSignal.GroupOf(userId), signal with { CommittedAt = time.GetUtcNow().UtcDateTime }));

    /// <summary>
    /// Takes the recipient's next number under their row's lock. A database sequence would not do: its numbers can be
    /// committed out of order, and a cursor would step over the later commit.
    /// </summary>
    private static async Task<Inbox> NextAsync(BlogDbContext db, string userId, CancellationToken cancellationToken)
    {
        var rows = await db.Inboxes.FromSql(
            $"""
            INSERT INTO "Inboxes" ("UserId", "LastSequence", "Unread", "Revision") VALUES ({userId}, 1, 1, 1)
            ON CONFLICT ("UserId") DO UPDATE
            SET "LastSequence" = "Inboxes"."LastSequence" + 1,
                "Unread" = "Inboxes"."Unread" + 1,
                "Revision" = "Inboxes"."Revision" + 1
            RETURNING "UserId", "LastSequence", "Unread", "Revision"
            """).AsNoTracking().ToListAsync(cancellationToken);
        return rows.Single();
    }
}

using System.Text.Json;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications;

internal static class InboxQueries
{
    /// <summary>How long a notification waits to be seen in the app before somebody is reached elsewhere.</summary>
    private static readonly TimeSpan PushDelay = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan EmailDelay = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Until the end of the transaction nobody else notifies these users or changes what their counters count. SQLite has
    /// one writer anyway.
    /// </summary>
    public static async Task LockInboxesAsync(this BlogDbContext db, List<string> userIds, CancellationToken cancellationToken)
    {
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlAsync(
                $"""SELECT 1 FROM "Inboxes" WHERE "UserId" = ANY({userIds}) ORDER BY "UserId" COLLATE "C" FOR UPDATE""", cancellationToken);
        }
    }

    /// <summary>
    /// Takes each recipient's next number under their row's lock, by one statement. A database sequence would not do: its
    /// numbers can be committed out of order, and a cursor would step over the later commit.
    /// </summary>
    public static async Task<Dictionary<string, Inbox>> NextAsync(
        this BlogDbContext db, IReadOnlyList<NextNumber> of, CancellationToken cancellationToken)
    {
        if (of.Count == 0)
        {
            return [];
        }

        var json = JsonSerializer.Serialize(of);
        var rows = db.Database.IsNpgsql()
            ? db.Inboxes.FromSql(
                $"""
                INSERT INTO "Inboxes" ("UserId", "LastSequence", "Unread", "Revision")
                SELECT r."UserId", 1, r."Unread", 1 FROM jsonb_to_recordset({json}::jsonb) AS r("UserId" text, "Unread" int)
                ORDER BY r."UserId" COLLATE "C"
                ON CONFLICT ("UserId") DO UPDATE
                SET "LastSequence" = "Inboxes"."LastSequence" + 1,
                    "Unread" = "Inboxes"."Unread" + excluded."Unread",
                    "Revision" = "Inboxes"."Revision" + 1
                RETURNING *
                """)
            : db.Inboxes.FromSql(
                $"""
                INSERT INTO "Inboxes" ("UserId", "LastSequence", "Unread", "Revision")
                SELECT value ->> 'UserId', 1, value ->> 'Unread', 1 FROM json_each({json}) WHERE true
                ON CONFLICT ("UserId") DO UPDATE
                SET "LastSequence" = "Inboxes"."LastSequence" + 1,
                    "Unread" = "Inboxes"."Unread" + excluded."Unread",
                    "Revision" = "Inboxes"."Revision" + 1
                RETURNING *
                """);
        return (await rows.AsNoTracking().ToListAsync(cancellationToken)).ToDictionary(inbox => inbox.UserId);
    }

    /// <summary>Must run in the transaction that marked the rows.</summary>
    /// <returns>The counters after it; zeros for a user who never had a notification.</returns>
    public static async Task<Inbox> AddUnreadAsync(
        this BlogDbContext db, string userId, int more, CancellationToken cancellationToken)
    {
        var inbox = db.Inboxes.AsNoTracking().Where(i => i.UserId == userId);
        if (more != 0)
        {
            await inbox.ExecuteUpdateAsync(
                set => set.SetProperty(i => i.Unread, i => i.Unread + more).SetProperty(i => i.Revision, i => i.Revision + 1),
                cancellationToken);
        }

        return await inbox.SingleOrDefaultAsync(cancellationToken) ?? new Inbox { UserId = userId };
    }

    /// <summary>
    /// Those who have a channel for when they are away are looked after by it, some time after what they might see in the
    /// app. Where nothing was due, all before the new rows has been taken care of.
    /// </summary>
    public static async Task ReachElsewhereAsync(
        this BlogDbContext db, Channels channel, List<string> userIds, int newRows, DateTime now, CancellationToken cancellationToken)
    {
        if (userIds.Count == 0)
        {
            return;
        }

        var (pushAt, emailAt) = (now + PushDelay, now + EmailDelay);
        var inboxes = db.Inboxes.Where(i => userIds.Contains(i.UserId));
        await (channel == Channels.Push
            ? inboxes.Where(i => i.PushDueAt == null).ExecuteUpdateAsync(
                set => set.SetProperty(i => i.PushDueAt, pushAt)
                    .SetProperty(i => i.PushedUpTo, i => Math.Max(i.PushedUpTo, i.LastSequence - newRows)),
                cancellationToken)
            : inboxes.Where(i => i.EmailDueAt == null).ExecuteUpdateAsync(
                set => set.SetProperty(i => i.EmailDueAt, emailAt)
                    .SetProperty(i => i.EmailedUpTo, i => Math.Max(i.EmailedUpTo, i.LastSequence - newRows)),
                cancellationToken));
    }

    /// <summary>What is about a subject or below it: a range, which an index answers. '0' is the character after '/'.</summary>
    public static IQueryable<Notification> About(this IQueryable<Notification> notifications, string subject)
    {
        var (below, beyond) = (subject + "/", subject + "0");
        return notifications.Where(n => n.Subject == subject
            || (string.Compare(n.Subject, below) >= 0 && string.Compare(n.Subject, beyond) < 0));
    }
}

/// <param name="Unread">How many more are unread with it: none where it is hidden.</param>
internal sealed record NextNumber(string UserId, int Unread);

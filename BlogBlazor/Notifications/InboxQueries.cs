using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications;

internal static class InboxQueries
{
    /// <summary>
    /// Until the end of the transaction nobody else notifies these users or changes what their counters count. SQLite has
    /// one writer anyway.
    /// </summary>
    public static async Task LockInboxesAsync(this BlogDbContext db, List<string> userIds, CancellationToken cancellationToken)
    {
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlAsync(
                $"""SELECT 1 FROM "Inboxes" WHERE "UserId" = ANY({userIds}) ORDER BY "UserId" FOR UPDATE""", cancellationToken);
        }
    }

    /// <summary>Must run in the transaction that marked the rows.</summary>
    /// <returns>The counters after it; zeros for a user who never had a notification.</returns>
    public static async Task<Inbox> LowerUnreadAsync(
        this BlogDbContext db, string userId, int by, CancellationToken cancellationToken)
    {
        var inbox = db.Inboxes.AsNoTracking().Where(i => i.UserId == userId);
        if (by > 0)
        {
            await inbox.ExecuteUpdateAsync(
                set => set.SetProperty(i => i.Unread, i => i.Unread - by).SetProperty(i => i.Revision, i => i.Revision + 1),
                cancellationToken);
        }

        return await inbox.SingleOrDefaultAsync(cancellationToken) ?? new Inbox { UserId = userId };
    }
}

using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications;

internal static class InboxQueries
{
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

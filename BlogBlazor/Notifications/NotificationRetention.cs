using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Notifications;

/// <summary>Deletes what is older than <see cref="NotificationOptions.Retention"/> or beyond the newest kept per user.</summary>
public sealed class NotificationRetention(
    IDbContextFactory<BlogDbContext> databases,
    IOptions<NotificationOptions> options,
    TimeProvider time,
    ILogger<NotificationRetention> logger) : HourlyCleanup(time, logger)
{
    public override async Task PurgeAsync(CancellationToken cancellationToken)
    {
        var tooOld = Time.UtcNow() - options.Value.Retention;
        var kept = options.Value.MaxKeptPerUser;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var users = await db.Inboxes
            .Where(i => db.Notifications.Any(n => n.RecipientId == i.UserId
                && (n.CreatedAt < tooOld || n.Sequence <= i.LastSequence - kept)))
            .Select(i => i.UserId)
            .ToListAsync(cancellationToken);
        foreach (var userId in users)
        {
            // A short transaction for each user: other writers get their turn between.
            await using var write = await db.BeginWriteAsync(cancellationToken);
            await db.LockInboxesAsync([userId], cancellationToken);
            var last = await db.Inboxes.Where(i => i.UserId == userId).Select(i => i.LastSequence).SingleAsync(cancellationToken);
            var gone = db.Notifications.Where(n => n.RecipientId == userId
                && (n.CreatedAt < tooOld || n.Sequence <= last - kept));
            var unread = await gone.CountAsync(n => n.ReadAt == null && n.RetractedAt == null, cancellationToken);
            await gone.ExecuteDeleteAsync(cancellationToken);
            await db.AddUnreadAsync(userId, -unread, cancellationToken);
            await write.CommitAsync(cancellationToken);
        }
    }
}

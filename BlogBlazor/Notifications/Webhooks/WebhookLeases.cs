using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications.Webhooks;

/// <summary>
/// Finds webhooks that have something to deliver, and takes them for a turn, so that no other instance delivers the same
/// meanwhile.
/// </summary>
public sealed class WebhookLeases(IDbContextFactory<BlogDbContext> databases, TimeProvider time)
{
    /// <summary>Renewed with each delivery, and none takes longer than half of it.</summary>
    internal static readonly TimeSpan Length = 2 * WebhookSender.Timeout;

    private static readonly TimeSpan LockedOutFor = TimeSpan.FromMinutes(5);

    /// <param name="userIds">Of these users; null for all.</param>
    public async Task<IReadOnlyList<DueWebhook>> FindDueAsync(
        IReadOnlyCollection<string>? userIds, int limit, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var webhooks = userIds is null ? Free(db, now) : Free(db, now).Where(w => userIds.Contains(w.UserId));
        return await webhooks
            .Join(db.Inboxes, w => w.UserId, i => i.UserId, (webhook, inbox) => new { webhook.Id, webhook.UserId, webhook.Cursor, inbox.LastSequence })
            .Where(w => w.LastSequence > w.Cursor)
            // When there are more than can be served at once, each gets its turn.
            .OrderBy(_ => EF.Functions.Random()).Take(limit)
            .Select(w => new DueWebhook(w.Id, w.UserId))
            .ToListAsync(cancellationToken);
    }

    /// <returns>Null when somebody else was first.</returns>
    public async Task<WebhookTurn?> TakeAsync(int id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var now = time.UtcNow();
        var (holder, until) = (Guid.NewGuid().ToString("N"), now + Length);
        var taken = await Free(db, now).Where(w => w.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.LeasedBy, holder).SetProperty(w => w.LeasedUntil, until), cancellationToken);
        if (taken == 0)
        {
            return null;
        }

        var webhook = await db.Webhooks.AsNoTracking().SingleAsync(w => w.Id == id, cancellationToken);
        var owner = await db.Users.Where(u => u.Id == webhook.UserId)
            .Select(u => new { u.Language, u.LockoutEnabled, u.LockoutEnd })
            .SingleOrDefaultAsync(cancellationToken);
        if (owner is { LockoutEnabled: true } && owner.LockoutEnd > now)
        {
            // What somebody who is locked out would not see on any other surface waits here, too.
            var later = now + LockedOutFor;
            await db.Webhooks.Where(w => w.Id == id).ExecuteUpdateAsync(
                set => set.SetProperty(w => w.LeasedBy, (string?)null).SetProperty(w => w.RetryAt, later), cancellationToken);
            await write.CommitAsync(cancellationToken);
            return null;
        }

        await write.CommitAsync(cancellationToken);
        return new WebhookTurn(databases, time, webhook, owner?.Language);
    }

    /// <summary>Of those that are to be tried now, the ones that nobody holds.</summary>
    private static IQueryable<Webhook> Free(BlogDbContext db, DateTime now)
    {
        // A clock that was set back has left leases that end later than any could, of another instance's clock too.
        var latest = now + (3 * Length);
        return db.Webhooks.Where(w => w.DisabledAt == null
            && (w.RetryAt == null || w.RetryAt <= now)
            && (w.LeasedBy == null || w.LeasedUntil <= now || w.LeasedUntil > latest));
    }
}

public sealed record DueWebhook(int Id, string UserId);

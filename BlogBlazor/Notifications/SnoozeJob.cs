using BlogBlazor.Data;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Scheduling;
using BlogBlazor.Signals;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications;

/// <summary>What was put off until now comes back: as a new row with the next number, so that every receiver gets it, and the old one goes.</summary>
public sealed class SnoozeJob(
    IDbContextFactory<BlogDbContext> databases, SignalGroups groups, TimeProvider time, ILogger<SnoozeJob> logger) : RegularJob(logger)
{
    private const int AtOnce = 100;

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        while (await Due(db).Select(n => n.RecipientId).Distinct().OrderBy(id => id).Take(AtOnce).ToListAsync(cancellationToken) is { Count: > 0 } users)
        {
            foreach (var userId in users)
            {
                await WakeAsync(db, userId, cancellationToken);
            }
        }
    }

    private IQueryable<Notification> Due(BlogDbContext db)
    {
        var now = time.UtcNow();
        return db.Notifications.AsNoTracking().Where(n => n.SnoozedUntil != null && n.SnoozedUntil <= now && n.RetractedAt == null);
    }

    private async Task WakeAsync(BlogDbContext db, string userId, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await db.LockInboxesAsync([userId], cancellationToken);
        var now = time.UtcNow();
        var olds = await Due(db).Where(n => n.RecipientId == userId)
            .OrderBy(n => n.SnoozedUntil).ThenBy(n => n.Sequence).Take(AtOnce)
            .ToListAsync(cancellationToken);
        if (olds.Count == 0)
        {
            return; // Another instance woke them.
        }

        var numbers = olds.ConvertAll(n => n.Sequence);
        await db.Notifications.Where(n => n.RecipientId == userId && numbers.Contains(n.Sequence)).ExecuteUpdateAsync(
            set => set.SetProperty(n => n.RetractedAt, now).SetProperty(n => n.SnoozedUntil, (DateTime?)null), cancellationToken);
        var before = await db.Inboxes.AsNoTracking().SingleAsync(i => i.UserId == userId, cancellationToken);
        await db.Inboxes.Where(i => i.UserId == userId).ExecuteUpdateAsync(
            set => set.SetProperty(i => i.LastSequence, before.LastSequence + olds.Count)
                .SetProperty(i => i.Unread, before.Unread + olds.Count)
                .SetProperty(i => i.Revision, before.Revision + olds.Count),
            cancellationToken);
        for (var i = 0; i < olds.Count; i++)
        {
            var signal = new NotificationSignal(before.LastSequence + i + 1, before.Unread + i + 1, before.Revision + i + 1);
            var woken = Again(olds[i], signal.Latest, now);
            db.Add(woken);
            write.Signal(groups, time, signal with { Notification = woken }, userId);
            write.Signal(groups, time, signal with { Retracted = olds[i].Sequence }, userId);
        }

        await db.SaveChangesAsync(cancellationToken);
        await ReachElsewhereAsync(db, userId, olds.Count, now, cancellationToken);
        await write.CommitAsync(cancellationToken);
        db.ChangeTracker.Clear();
    }

    private static Notification Again(Notification old, long sequence, DateTime now) => new()
    {
        RecipientId = old.RecipientId,
        Sequence = sequence,
        Kind = old.Kind,
        Subject = old.Subject,
        Link = old.Link,
        Actor = old.Actor,
        Text = old.Text,
        Title = old.Title,
        Group = old.GroupOn(now),
        Count = old.Count,
        CreatedAt = now,
    };

    private static async Task ReachElsewhereAsync(BlogDbContext db, string userId, int woken, DateTime now, CancellationToken cancellationToken)
    {
        if (await db.NotificationSettings.AsNoTracking().SingleOrDefaultAsync(s => s.UserId == userId, cancellationToken) is not { } settings)
        {
            return;
        }

        if (settings.HasPush)
        {
            await db.ReachElsewhereAsync(Channels.Push, [userId], woken, now, cancellationToken);
        }

        if (settings.EmailFrequency != EmailFrequency.Never)
        {
            await db.ReachElsewhereAsync(Channels.Email, [userId], woken, now, cancellationToken);
        }
    }
}

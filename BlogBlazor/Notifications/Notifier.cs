using BlogBlazor.Data;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Notifications.FanOut;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Signals;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications;

internal sealed class Notifier(
    IDbContextFactory<BlogDbContext> databases, SignalGroups groups, TimeProvider time) : INotifier
{
    /// <summary>More than this are taken back in the background: their inboxes are not locked together.</summary>
    private const int MaxRetractedAtOnce = 500;

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
        var candidates = notifications.Where(n => n.Kind.TellsOwnActs || n.Actor?.Id != n.RecipientId).ToList();
        if (candidates.Count == 0)
        {
            return 0;
        }

        var wishes = await Wishes.ReadAsync(write.Db, candidates, cancellationToken);
        var now = time.UtcNow();
        var wanted = candidates
            .Select(n => (New: n, Channels: wishes.Of(n), Group: GroupOf(n, now)))
            .Where(w => w.Channels != Channels.None)
            .DistinctBy(w => w.New.RecipientId)
            // In the order of LockInboxesAsync, so that two writers cannot lock each other out.
            .OrderBy(w => w.New.RecipientId, StringComparer.Ordinal)
            .ToList();
        var gathered = await GatherAsync(write, [.. wanted.Where(w => w.New.Kind.Gathered is not null).Select(w => (w.New, w.Group!))], cancellationToken);
        var written = wanted.Where(w => !gathered.Contains(w.New)).ToList();
        var inboxes = await write.Db.NextAsync(
            written.ConvertAll(w => new NextNumber(w.New.RecipientId, w.Channels.HasFlag(Channels.InApp) ? 1 : 0)), cancellationToken);
        foreach (var (notification, channels, group) in written)
        {
            using var activity = NotificationTrace.Notify(notification.Kind);
            var inbox = inboxes[notification.RecipientId];
            var hidden = !channels.HasFlag(Channels.InApp);
            var row = new Notification
            {
                RecipientId = notification.RecipientId,
                Sequence = inbox.LastSequence,
                Kind = notification.Kind.Name,
                Subject = notification.Subject,
                Link = notification.Link,
                Actor = notification.Actor,
                Text = notification.Text,
                Title = notification.Title,
                Group = group,
                CreatedAt = now,
                IsHidden = hidden,
                ReadAt = hidden ? now : null,
                ArchivedAt = hidden ? now : null,
            };
            write.Db.Add(row);
            Signal(write, new NotificationSignal(inbox) { Notification = row, TraceParent = activity?.Id }, row.RecipientId);
        }

        await write.Db.SaveChangesAsync(cancellationToken);
        await write.Db.ReachElsewhereAsync(Channels.Push, With(Channels.Push), newRows: 1, now, cancellationToken);
        await write.Db.ReachElsewhereAsync(Channels.Email, With(Channels.Email), newRows: 1, now, cancellationToken);
        return wanted.Count;

        List<string> With(Channels channel) => [.. wanted.Where(w => w.Channels.HasFlag(channel)).Select(w => w.New.RecipientId)];
    }

    public async Task NotifyAllAsync(
        WriteTransaction write, Audience audience, NewNotification notification, CancellationToken cancellationToken)
    {
        if (!await audience.IdsIn(write.Db).AnyAsync(cancellationToken))
        {
            return;
        }

        HandOut(write, new PendingFanOut
        {
            Kind = notification.Kind.Name,
            Subject = notification.Subject,
            Link = notification.Link,
            Actor = notification.Actor,
            Title = notification.Title,
            Text = notification.Text,
            Audience = audience.Name,
            CreatedAt = time.UtcNow(),
        });
    }

    public async Task RetractAsync(WriteTransaction write, string subject, CancellationToken cancellationToken)
    {
        await write.Db.PendingFanOuts.Where(f => f.Kind != null && (f.Subject == subject || f.Subject.StartsWith(subject + "/")))
            .ExecuteDeleteAsync(cancellationToken);
        if (await RetractSomeAsync(write, StandingAbout(write, subject), MaxRetractedAtOnce, cancellationToken))
        {
            HandOut(write, new PendingFanOut { Subject = subject, CreatedAt = time.UtcNow() });
        }
    }

    public async Task WithdrawAsync(
        WriteTransaction write, string recipientId, long sequence, Actor? remaining, CancellationToken cancellationToken)
    {
        await write.Db.LockInboxesAsync([recipientId], cancellationToken);
        var row = await Unseen(write.Db)
            .SingleOrDefaultAsync(n => n.RecipientId == recipientId && n.Sequence == sequence, cancellationToken);
        if (row is null)
        {
            return;
        }

        if (row.Count > 1 && remaining is not null)
        {
            await AddAsync(write, row, -1, remaining, cancellationToken);
        }
        else
        {
            await RetractAsync(write, Only(write.Db, row), [row], cancellationToken);
        }
    }

    public Task<bool> RetractSomeAsync(
        WriteTransaction write, string subject, DateTime before, int limit, CancellationToken cancellationToken) =>
        RetractSomeAsync(write, StandingAbout(write, subject).Where(n => n.CreatedAt < before), limit, cancellationToken);

    private async Task<bool> RetractSomeAsync(
        WriteTransaction write, IQueryable<Notification> about, int limit, CancellationToken cancellationToken)
    {
        var some = await about.Select(n => n.RecipientId).Distinct().OrderBy(id => id).Take(limit).ToListAsync(cancellationToken);
        await write.Db.LockInboxesAsync(some, cancellationToken);
        var gone = about.Where(n => some.Contains(n.RecipientId));
        await RetractAsync(write, gone, await gone.AsNoTracking().ToListAsync(cancellationToken), cancellationToken);
        return some.Count == limit;
    }

    private async Task RetractAsync(
        WriteTransaction write, IQueryable<Notification> gone, List<Notification> rows, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        await gone.ExecuteUpdateAsync(set => set.SetProperty(n => n.RetractedAt, now), cancellationToken);
        foreach (var ofOne in rows.GroupBy(row => row.RecipientId, StringComparer.Ordinal))
        {
            var unread = ofOne.Count(row => row.ReadAt is null);
            var inbox = await write.Db.AddUnreadAsync(ofOne.Key, -unread, cancellationToken);
            foreach (var row in ofOne)
            {
                Signal(write, new NotificationSignal(inbox) { Retracted = row.Sequence }, ofOne.Key);
            }
        }
    }

    /// <summary>Adds each to the one that its recipient has not seen yet, where there is one.</summary>
    private async Task<HashSet<NewNotification>> GatherAsync(
        WriteTransaction write, List<(NewNotification New, string Group)> wanted, CancellationToken cancellationToken)
    {
        var gathered = new HashSet<NewNotification>();
        if (wanted.Count == 0)
        {
            return gathered;
        }

        var recipients = wanted.ConvertAll(w => w.New.RecipientId);
        await write.Db.LockInboxesAsync(recipients, cancellationToken);
        var inGroups = wanted.ConvertAll(w => w.Group);
        var unseen = await Unseen(write.Db).Where(n => recipients.Contains(n.RecipientId) && inGroups.Contains(n.Group!))
            .OrderBy(n => n.Sequence)
            .ToListAsync(cancellationToken);
        foreach (var (notification, group) in wanted)
        {
            if (unseen.LastOrDefault(row => row.RecipientId == notification.RecipientId && row.Group == group) is { } row)
            {
                await AddAsync(write, row, 1, notification.Actor!, cancellationToken);
                gathered.Add(notification);
            }
        }

        return gathered;
    }

    private static IQueryable<Notification> StandingAbout(WriteTransaction write, string subject) =>
        write.Db.Notifications.Where(n => n.RetractedAt == null).About(subject);

    private static IQueryable<Notification> Unseen(BlogDbContext db) =>
        db.Notifications.AsNoTracking().Where(n => n.ReadAt == null && n.ArchivedAt == null && n.RetractedAt == null
            && db.Inboxes.Any(i => i.UserId == n.RecipientId && i.SeenUpTo < n.Sequence));

    private async Task AddAsync(WriteTransaction write, Notification row, int acts, Actor newest, CancellationToken cancellationToken)
    {
        await Only(write.Db, row)
            .ExecuteUpdateAsync(
                set => set.SetProperty(n => n.Count, n => n.Count + acts)
                    .SetProperty(n => n.Actor!.Id, newest.Id)
                    .SetProperty(n => n.Actor!.Handle, newest.Handle)
                    .SetProperty(n => n.Actor!.DisplayName, newest.DisplayName),
                cancellationToken);
        var inbox = await write.Db.AddUnreadAsync(row.RecipientId, 0, cancellationToken);
        Signal(write, new NotificationSignal(inbox) { Change = new InboxChange(InboxState.Updated, [row.Sequence]) }, row.RecipientId);
    }

    private static IQueryable<Notification> Only(BlogDbContext db, Notification row) =>
        db.Notifications.Where(n => n.RecipientId == row.RecipientId && n.Sequence == row.Sequence);

    /// <summary>By day: what belongs together stays short, and an inbox in the order of time.</summary>
    private static string? GroupOf(NewNotification n, DateTime now) =>
        n.Kind is { Several: null, Gathered: null }
            ? null
            : Notification.GroupOn(now, $"{n.Kind.Name} {(n.Kind.GroupsByActor ? n.Actor?.Id : n.Kind.Gathered is null ? n.Thread : n.Subject)}");

    private void HandOut(WriteTransaction write, PendingFanOut pending)
    {
        write.Db.Add(pending);
        write.AfterCommit(() => groups.Send(FanOutPending.Group, new FanOutPending()));
    }

    private void Signal(WriteTransaction write, NotificationSignal signal, string userId) => write.Signal(groups, time, signal, userId);
}

using BlogBlazor.Data;
using BlogBlazor.Signals;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications.FanOut;

/// <summary>There is something to hand out. One group for all, since whichever instance is free does it.</summary>
public sealed record FanOutPending
{
    public const string Group = "fan-out";
}

/// <summary>
/// Hands out what is for very many, in short transactions between which other writers get their turn, one after the other
/// over all instances: each looks under a lock how far it came.
/// </summary>
public sealed partial class FanOutWorker : RegularWork
{
    /// <summary>Some milliseconds of writing: what another writer may have to wait for.</summary>
    private const int AtOnce = 50;

    /// <summary>When the signal was lost, or the instance that was at it died.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly IDbContextFactory<BlogDbContext> _databases;
    private readonly INotifier _notifier;
    private readonly ILogger<FanOutWorker> _logger;
    private readonly IDisposable _membership;

    public FanOutWorker(
        IDbContextFactory<BlogDbContext> databases, INotifier notifier, SignalGroups groups, TimeProvider time, ILogger<FanOutWorker> logger)
        : base(Interval, time, new DatabaseAbsence(logger))
    {
        (_databases, _notifier, _logger) = (databases, notifier, logger);
        _membership = groups.Join<FanOutPending>(FanOutPending.Group, _ => Wake());
    }

    /// <returns>False when there was nothing more to hand out.</returns>
    public async Task<bool> HandOutSomeAsync(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        if (!await Known(db).AnyAsync(cancellationToken))
        {
            return false;
        }

        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.LockAsync(FanOutPending.Group, cancellationToken);
        if (await Known(db).OrderBy(f => f.Id).FirstOrDefaultAsync(cancellationToken) is not { } pending)
        {
            return false;
        }

        var more = pending.Kind is null
            ? await _notifier.RetractSomeAsync(write, pending.Subject, pending.CreatedAt, AtOnce, cancellationToken)
            : await NotifySomeAsync(write, pending, NotificationKind.All[pending.Kind], cancellationToken);
        if (!more)
        {
            db.Remove(pending);
        }

        await write.CommitAsync(cancellationToken);
        return true;
    }

    public override void Dispose()
    {
        _membership.Dispose();
        base.Dispose();
    }

    protected override async Task DoAsync(CancellationToken cancellationToken)
    {
        var start = Time.GetTimestamp();
        while (await HandOutSomeAsync(cancellationToken))
        {
            // As long as it wrote, it writes nothing: who writes meanwhile mostly finds the database free.
            await Task.Delay(Time.GetElapsedTime(start), Time, cancellationToken);
            start = Time.GetTimestamp();
        }
    }

    private async Task<bool> NotifySomeAsync(
        WriteTransaction write, PendingFanOut pending, NotificationKind kind, CancellationToken cancellationToken)
    {
        var after = pending.AfterUserId;
        var users = await Audience.Of(pending.Audience).IdsIn(write.Db).Where(id => string.Compare(id, after) > 0)
            .OrderBy(id => id).Take(AtOnce).ToListAsync(cancellationToken);
        var told = await write.Db.Notifications
            .Where(n => n.Subject == pending.Subject && n.RetractedAt == null && users.Contains(n.RecipientId))
            .Select(n => n.RecipientId).ToListAsync(cancellationToken);
        await _notifier.NotifyAsync(
            write,
            users.Except(told, StringComparer.Ordinal).Select(id => new NewNotification(id, kind, pending.Subject, pending.Link)
            {
                Actor = pending.Actor,
                Title = pending.Title,
                Text = pending.Text,
            }),
            cancellationToken);
        pending.AfterUserId = users.LastOrDefault() ?? "";
        return users.Count == AtOnce;
    }

    /// <summary>A kind of a newer version, which runs beside this one, is left to that.</summary>
    private static IQueryable<PendingFanOut> Known(BlogDbContext db)
    {
        var kinds = NotificationKind.All.Keys.ToList();
        return db.PendingFanOuts.Where(f => f.Kind == null || kinds.Contains(f.Kind));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is for many could not be handed out; it goes on where it stopped")]
    protected override partial void LogFailed(Exception exception);
}

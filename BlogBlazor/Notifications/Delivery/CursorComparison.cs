using BlogBlazor.Data;
using BlogBlazor.Signals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Notifications.Delivery;

/// <summary>
/// Tells every subscription of this instance, at a regular interval, what its user's counters are in the database: so a
/// signal that was lost, or a row that another process wrote, is found. A few queries per interval, however many wait.
/// </summary>
public sealed partial class CursorComparison(
    SignalGroups groups,
    IDbContextFactory<BlogDbContext> databases,
    IOptions<NotificationOptions> options,
    TimeProvider time,
    ILogger<CursorComparison> logger) : BackgroundService
{
    private const int UsersPerQuery = 500;

    /// <summary>Many joins at once make one comparison, not one each.</summary>
    private static readonly TimeSpan WakeDelay = TimeSpan.FromMilliseconds(100);

    private readonly DatabaseAbsence _absence = new(logger);
    private readonly SemaphoreSlim _wake = new(0, 1);

    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        var users = groups.Joined.Where(group => group.StartsWith(NotificationSignal.GroupPrefix, StringComparison.Ordinal))
            .Select(group => group[NotificationSignal.GroupPrefix.Length..]);
        foreach (var some in users.Chunk(UsersPerQuery))
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var inboxes = await db.Inboxes.AsNoTracking().Where(i => some.Contains(i.UserId)).ToListAsync(cancellationToken);
            foreach (var inbox in inboxes)
            {
                groups.SendHere(NotificationSignal.GroupOf(inbox.UserId), new NotificationSignal(inbox));
            }
        }
    }

    public override void Dispose()
    {
        groups.MayHaveMissed -= Wake;
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        groups.MayHaveMissed += Wake;
        while (!stoppingToken.IsCancellationRequested)
        {
            await WaitAsync(stoppingToken);
            await _absence.TryAsync(() => CompareAsync(stoppingToken), LogComparisonFailed, stoppingToken);
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var interval = new CancellationTokenSource(options.Value.ComparisonInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, interval.Token);
        try
        {
            await _wake.WaitAsync(either.Token);
            await Task.Delay(WakeDelay, time, stoppingToken);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // The interval is over.
        }
    }

    private void Wake(string? group)
    {
        if (group?.StartsWith(NotificationSignal.GroupPrefix, StringComparison.Ordinal) == false)
        {
            return;
        }

        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already woken.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cursors could not be compared; the next interval tries again")]
    private partial void LogComparisonFailed(Exception exception);
}

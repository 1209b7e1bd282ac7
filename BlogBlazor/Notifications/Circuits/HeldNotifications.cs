using BlogBlazor.Data;
using BlogBlazor.Notifications.Preferences;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications.Circuits;

/// <summary>
/// What arrived and waits to be shown: until all that is known of has been read, until the browser can be reached, and
/// until nothing must disturb its user any more. What waited together is shown together; only its number and the newest few
/// are kept, however long it takes.
/// </summary>
public sealed class HeldNotifications(IDbContextFactory<BlogDbContext> databases, TimeProvider time) : IDisposable
{
    public const int MaxKept = 20;

    /// <summary>The user may end or move their quiet time from another device.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly List<Notification> _newest = [];
    private ITimer? _timer;
    private string? _userId;
    private int _count;
    private long _first;
    private bool _isComplete;
    private bool _isPaused;

    public event Action<Arrival>? Released;

    public void Add(Notification notification)
    {
        lock (_lock)
        {
            _userId = notification.RecipientId;
            _isComplete = false;
            _first = _count == 0 ? notification.Sequence : _first;
            _count++;
            _newest.Add(notification);
            if (_newest.Count > MaxKept)
            {
                _newest.RemoveAt(0);
            }
        }
    }

    /// <summary>Which of the older ones are meant is not known any more; that no more than all unread ones wait is.</summary>
    public void Remove(Predicate<long> settled, int unread)
    {
        lock (_lock)
        {
            _count = Math.Min(_count - _newest.RemoveAll(n => settled(n.Sequence)), unread);
            if (_newest.Count == 0 || _count <= 0)
            {
                Clear();
            }
        }
    }

    /// <summary>The browser cannot be reached.</summary>
    public void Pause()
    {
        lock (_lock)
        {
            _isPaused = true;
        }
    }

    public Task ResumeAsync()
    {
        lock (_lock)
        {
            _isPaused = false;
        }

        return ReleaseAsync();
    }

    /// <summary>All has been read that is known of.</summary>
    public Task CompleteAsync()
    {
        lock (_lock)
        {
            _isComplete = true;
        }

        return ReleaseAsync();
    }

    public void Dispose() => _timer?.Dispose();

    private async Task ReleaseAsync()
    {
        if (!IsReady() || await MustWaitAsync())
        {
            return;
        }

        Arrival arrival;
        lock (_lock)
        {
            if (!IsReady())
            {
                return;
            }

            arrival = new Arrival([.. _newest], _count, _first);
            Clear();
        }

        Released?.Invoke(arrival);
    }

    private bool IsReady()
    {
        lock (_lock)
        {
            return _isComplete && !_isPaused && _newest.Count > 0;
        }
    }

    /// <summary>Do not disturb: the one place where toasts wait for a time.</summary>
    private async Task<bool> MustWaitAsync()
    {
        var now = time.UtcNow();
        if (await QuietEndAsync(now) is not { } end)
        {
            return false;
        }

        _timer ??= time.CreateTimer(_ => _ = ReleaseAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(end - now < LongestWait ? end - now : LongestWait, Timeout.InfiniteTimeSpan);
        return true;
    }

    private async Task<DateTime?> QuietEndAsync(DateTime now)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            return await db.NotificationSettings.AsNoTracking().SingleOrDefaultAsync(s => s.UserId == _userId) is { } settings
                ? QuietTime.EndOf(settings, now)
                : null;
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            return null;
        }
    }

    private void Clear()
    {
        _newest.Clear();
        _count = 0;
    }
}

/// <summary>Notifications that came in together, or while nothing could be shown.</summary>
/// <param name="Newest">The newest few, oldest first.</param>
/// <param name="Count">How many came in.</param>
/// <param name="First">The lowest number of them.</param>
public sealed record Arrival(IReadOnlyList<Notification> Newest, int Count, long First)
{
    public long Last => Newest[^1].Sequence;

    /// <summary>Whether all of them are known by their numbers.</summary>
    public bool IsKnown => Count == Newest.Count;
}

using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Delivery;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// One user's rows and counters in memory. Every change returns the signal that the application would send after the
/// commit; whether, when and how often it is offered is up to the test.
/// </summary>
public sealed class FakeNotificationLog : INotificationLog
{
    private readonly Lock _lock = new();
    private readonly List<Notification> _rows = [];
    private readonly List<TaskCompletionSource> _held = [];
    private long _latest;
    private long _revision;
    private int _unread;
    private bool _holding;

    public string Epoch { get; init; } = "this-database";

    /// <summary>How many of the next reads fail.</summary>
    public int Failures { get; set; }

    /// <summary>How many reads were begun, failed ones too.</summary>
    public int Reads { get; private set; }

    /// <param name="hidden">Its recipient does not want it in the app: it counts as read.</param>
    public NotificationSignal Commit(bool hidden = false)
    {
        lock (_lock)
        {
            var row = Row(++_latest, hidden ? DateTime.UnixEpoch : null, retractedAt: null, hidden);
            _rows.Add(row);
            _unread += hidden ? 0 : 1;
            return Changed() with { Notification = row };
        }
    }

    public void Commit(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Commit();
        }
    }

    public NotificationSignal MarkRead(long upTo)
    {
        lock (_lock)
        {
            for (var i = 0; i < _rows.Count && _rows[i].Sequence <= upTo; i++)
            {
                Leave(_rows[i]);
                _rows[i] = Row(_rows[i].Sequence, DateTime.UnixEpoch, _rows[i].RetractedAt, _rows[i].IsHidden);
            }

            return Changed() with { Read = new ReadMark(upTo, Ids: null) };
        }
    }

    /// <returns>Null when retention took the row.</returns>
    public NotificationSignal? Retract(long sequence)
    {
        lock (_lock)
        {
            var at = _rows.FindIndex(row => row.Sequence == sequence);
            if (at < 0)
            {
                return null;
            }

            Leave(_rows[at]);
            _rows[at] = Row(sequence, _rows[at].ReadAt, DateTime.UnixEpoch, _rows[at].IsHidden);
            return Changed() with { Retracted = sequence };
        }
    }

    /// <summary>Deletes what retention would. It sends no signal.</summary>
    public void KeepFrom(long oldest)
    {
        lock (_lock)
        {
            foreach (var row in _rows.Where(row => row.Sequence < oldest))
            {
                Leave(row);
            }

            _rows.RemoveAll(row => row.Sequence < oldest);
            _revision++;
        }
    }

    /// <summary>What the regular comparison would offer now.</summary>
    public NotificationSignal Comparison()
    {
        lock (_lock)
        {
            return new NotificationSignal(_latest, _unread, _revision);
        }
    }

    /// <summary>Reads that begin from now on see the rows of this moment, but answer only at <see cref="Release"/>.</summary>
    public void Hold() => _holding = true;

    public void Release()
    {
        _holding = false;
        foreach (var read in _held.ToArray())
        {
            read.SetResult();
        }

        _held.Clear();
    }

    public Task<InboxStart> ReadStartAsync(string userId, long after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(() => new InboxStart(
            new InboxSnapshot(Epoch, _rows.Count > 0 ? _rows[0].Sequence : _latest + 1, _latest, _unread, _revision),
            After(after, limit)));

    public Task<IReadOnlyList<Notification>> ReadAfterAsync(
        string userId, long after, int limit, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<Notification>>(() => After(after, limit));

    /// <summary>They have no gaps, so the first to take is found by its number.</summary>
    private List<Notification> After(long after, int limit)
    {
        var oldest = _rows.Count > 0 ? _rows[0].Sequence : 1;
        var first = (int)Math.Clamp(after, oldest - 1, oldest - 1 + _rows.Count) - (int)(oldest - 1);
        return _rows.GetRange(first, Math.Min(_rows.Count - first, limit));
    }

    private Task<T> ReadAsync<T>(Func<T> read)
    {
        lock (_lock)
        {
            Reads++;
            if (Failures > 0)
            {
                Failures--;
                return Task.FromException<T>(new IOException("The database cannot be reached."));
            }

            return _holding ? HeldAsync(read()) : Task.FromResult(read());
        }
    }

    private async Task<T> HeldAsync<T>(T result)
    {
        var released = new TaskCompletionSource();
        _held.Add(released);
        await released.Task;
        return result;
    }

    private NotificationSignal Changed() => new(_latest, _unread, ++_revision);

    private void Leave(Notification row)
    {
        if (row.ReadAt is null && row.RetractedAt is null)
        {
            _unread--;
        }
    }

    private static Notification Row(long sequence, DateTime? readAt, DateTime? retractedAt, bool hidden) => new()
    {
        RecipientId = "lan",
        Sequence = sequence,
        Kind = NotificationKind.Message.Name,
        Subject = "messages",
        Link = "/notifications",
        CreatedAt = DateTime.UnixEpoch,
        ReadAt = readAt,
        RetractedAt = retractedAt,
        IsHidden = hidden,
    };
}

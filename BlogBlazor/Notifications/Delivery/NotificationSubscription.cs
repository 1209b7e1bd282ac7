using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace BlogBlazor.Notifications.Delivery;

/// <summary>
/// One receiver's stream of notifications after a cursor: the cursor rule, for every surface.
/// <list type="number">
/// <item>The cursor is the last number yielded. The next one yielded is always cursor + 1, as <see cref="Delivered"/> or
/// <see cref="Retracted"/>; only <see cref="WasReset"/> moves it otherwise.</item>
/// <item>A signal is a hint. Number = cursor + 1 is yielded from the signal itself; a number at or below the cursor is a
/// duplicate; anything that shows a number beyond cursor + 1 sends us to the rows.</item>
/// <item>Signals are offered from before the snapshot is read, so that no row falls between snapshot and signals.</item>
/// <item>The buffer is bounded. What does not fit is dropped and remembered as "behind", which sends us to the rows.</item>
/// <item>A failing database delays and never skips: the same read is tried again.</item>
/// <item>A delivery has ended when the surface asks for the next event: its frame is written then.</item>
/// </list>
/// </summary>
public sealed class NotificationSubscription(
    string userId, long? after, string? epoch, INotificationLog log, TimeProvider time) : IDisposable
{
    public const int BufferSize = 128;
    public const int PageSize = 256;

    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(15);

    private readonly Channel<NotificationSignal> _signals = Channel.CreateBounded<NotificationSignal>(
        new BoundedChannelOptions(BufferSize) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private InboxSnapshot? _snapshot;
    private IReadOnlyList<Notification> _missed = [];
    private long _cursor;
    private long _revision;
    private int _behind;

    internal IDisposable? Membership { get; set; }

    internal ReceiverTelemetry? Telemetry { get; init; }

    /// <summary>The last number known to have been given out, delivered or not.</summary>
    public long Latest { get; private set; }

    /// <summary>The unread count last heard of.</summary>
    public int Unread { get; private set; }

    /// <summary>Takes a signal without ever waiting.</summary>
    public void Offer(NotificationSignal signal)
    {
        if (!_signals.Writer.TryWrite(signal))
        {
            Telemetry?.SignalDropped();
            Volatile.Write(ref _behind, 1);
            // The reader may have drained the buffer between the two lines above, and then sleep on the mark unseen:
            // either this signal wakes it, or the buffer is full again and the next one does.
            _signals.Writer.TryWrite(signal);
        }
    }

    /// <summary>Reads the snapshot ahead of <see cref="ReadAllAsync"/>, so that "from now on" is from here on.</summary>
    public async Task<InboxSnapshot> StartAsync(CancellationToken cancellationToken)
    {
        (_snapshot, _missed) = await log.ReadStartAsync(userId, after ?? long.MaxValue, PageSize, cancellationToken);
        return _snapshot;
    }

    /// <summary>Starts at the cursor, or with what is new from now on when there is none. Read once.</summary>
    public async IAsyncEnumerable<NotificationEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var snapshot = _snapshot ?? await UntilItWorksAsync(() => StartAsync(cancellationToken), cancellationToken);
        (Latest, Unread, _revision) = (snapshot.Latest, snapshot.Unread, snapshot.Revision);
        yield return new Welcomed(snapshot);

        _cursor = after ?? snapshot.Latest;
        if (after is not null && ((epoch is not null && epoch != snapshot.Epoch) || !snapshot.Keeps(_cursor)))
        {
            yield return ResetTo(snapshot.Epoch, snapshot.Oldest);
        }
        else if (_cursor < snapshot.Oldest - 1)
        {
            _cursor = snapshot.Oldest - 1;
        }

        if (Latest > _cursor)
        {
            await foreach (var caughtUp in CatchUpAsync(snapshot.Epoch, DeliverySource.Connect, cancellationToken))
            {
                yield return caughtUp;
            }
        }

        while (await _signals.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_signals.Reader.TryRead(out var signal))
            {
                var told = Unread;
                Hear(signal);
                var next = signal.Notification is { } n && n.Sequence == _cursor + 1 ? n : null;
                if (next is not null)
                {
                    _cursor = next.Sequence;
                    told = Unread;
                    using (next.IsShown ? Telemetry?.Deliver(next, DeliverySource.Signal, signal) : null)
                    {
                        yield return Next(next);
                    }
                }

                var isBehind = Interlocked.Exchange(ref _behind, 0) == 1;
                if (isBehind || signal.Latest > _cursor)
                {
                    var source = signal.IsComparison && !isBehind ? DeliverySource.Comparison : DeliverySource.Gap;
                    await foreach (var caughtUp in CatchUpAsync(snapshot.Epoch, source, cancellationToken))
                    {
                        told = caughtUp.Unread;
                        yield return caughtUp;
                    }
                }

                if (signal.Read is { } mark)
                {
                    yield return new ReadChanged(mark, Unread);
                }
                else if (signal.Change is { } change)
                {
                    yield return new StateChanged(change, Unread);
                }
                else if (signal.Retracted is { } gone && gone <= _cursor)
                {
                    yield return new Retracted(gone, Unread);
                }
                else if (Unread != told)
                {
                    // Of a comparison, or of a notification that was read from the rows before its signal came.
                    yield return new Recounted(Unread);
                }
            }
        }
    }

    public void Dispose()
    {
        Membership?.Dispose();
        Telemetry?.Dispose();
        _signals.Writer.TryComplete();
    }

    /// <summary>Signals may come out of order; an older one knows nothing of the newest counts.</summary>
    private void Hear(NotificationSignal signal)
    {
        Latest = Math.Max(Latest, signal.Latest);
        if (signal.Revision >= _revision)
        {
            (Unread, _revision) = (signal.Unread, signal.Revision);
        }
    }

    private WasReset ResetTo(string currentEpoch, long oldest)
    {
        _cursor = oldest - 1;
        return new WasReset(currentEpoch, oldest, Unread);
    }

    private async IAsyncEnumerable<NotificationEvent> CatchUpAsync(
        string currentEpoch, DeliverySource source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<Notification> page;
        do
        {
            page = await NextPageAsync(cancellationToken);
            if (page.Count == 0 && Latest > _cursor)
            {
                // All given out, none kept: retention took what was not read yet.
                yield return ResetTo(currentEpoch, Latest + 1);
            }

            foreach (var row in page)
            {
                if (row.Sequence != _cursor + 1)
                {
                    yield return ResetTo(currentEpoch, row.Sequence);
                }

                _cursor = row.Sequence;
                Latest = Math.Max(Latest, _cursor);
                using (row.IsShown ? Telemetry?.Deliver(row, source) : null)
                {
                    yield return Next(row);
                }
            }
        }
        while (page.Count == PageSize);
    }

    private NotificationEvent Next(Notification row) =>
        row.IsShown ? new Delivered(row, Unread) : new Retracted(row.Sequence, Unread);

    /// <summary>At first the rows that came with the snapshot; after a reset those are not the next.</summary>
    private async Task<IReadOnlyList<Notification>> NextPageAsync(CancellationToken cancellationToken)
    {
        // Kept no longer than this: a receiver that stops reading may hold a page, not two.
        (var missed, _missed) = (_missed, []);
        return missed is [var first, ..] && first.Sequence == _cursor + 1
            ? missed
            : await UntilItWorksAsync(() => log.ReadAfterAsync(userId, _cursor, PageSize, cancellationToken), cancellationToken);
    }

    private async Task<T> UntilItWorksAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        for (var delay = FirstRetryDelay; ; delay = delay * 2 < LongestRetryDelay ? delay * 2 : LongestRetryDelay)
        {
            try
            {
                return await read();
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }
}

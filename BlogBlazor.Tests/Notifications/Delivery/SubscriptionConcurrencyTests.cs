using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Signals;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.Delivery;

/// <summary>
/// Real threads: one commits and signals, others read. No comparison comes to help, so that a signal that slips through
/// between the full buffer and the mark "behind" would leave a reader waiting for ever.
/// </summary>
public sealed class SubscriptionConcurrencyTests : IDisposable
{
    private const int Count = 10_000;

    private readonly FakeNotificationLog _log = new();
    private readonly SignalGroups _groups = new();
    private readonly CancellationTokenSource _patience = new(TestSocket.Patience);

    [Theory]
    [InlineData(1)]
    [InlineData(NotificationSubscription.BufferSize)]
    [InlineData(NotificationSubscription.BufferSize + 1)]
    [InlineData(Count)]
    public async Task A_reader_beside_a_writer_gets_every_number_once_and_in_order(int burst)
    {
        var reading = Task.Run(() => ReadToTheEndAsync(after: 0), _patience.Token);

        await WriteAsync(burst);

        await reading;
        _groups.Joined.ShouldBeEmpty();
    }

    [Fact]
    public async Task Readers_that_join_at_any_moment_get_every_number_after_their_cursor()
    {
        var random = new Random(1);
        var writing = Task.Run(() => WriteAsync(burst: 50), _patience.Token);
        var reading = new List<Task>();
        while (reading.Count < 200)
        {
            var latest = _log.Comparison().Latest;
            long? after = random.Next(4) == 0 ? null : random.NextInt64(latest + 1);
            reading.Add(Task.Run(() => ReadToTheEndAsync(after), _patience.Token));
            await Task.Yield();
        }

        await writing;
        await Task.WhenAll(reading);
        _groups.Joined.ShouldBeEmpty();
    }

    /// <summary>The last signal of a burst that just overflows the buffer is the one that could get lost.</summary>
    [Fact]
    public async Task A_reader_never_sleeps_on_the_last_signal_of_a_burst()
    {
        const int Burst = NotificationSubscription.BufferSize + 2;
        const int Rounds = 2_000;
        using var subscription = new NotificationSubscriptions(_groups, _log, TimeProvider.System).Open("lan", after: 0, epoch: null);
        using var caughtUp = new SemaphoreSlim(0);
        var reading = Task.Run(
            async () =>
            {
                await foreach (var next in subscription.ReadAllAsync(_patience.Token))
                {
                    if (next is Delivered { Notification.Sequence: var number } && number % Burst == 0)
                    {
                        caughtUp.Release();
                    }
                }
            },
            _patience.Token);

        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < Burst; i++)
            {
                _groups.Send(NotificationSignal.GroupOf("lan"), _log.Commit());
            }

            await caughtUp.WaitAsync(_patience.Token);
        }

        subscription.Dispose();
        await reading;
    }

    public void Dispose() => _patience.Dispose();

    private async Task WriteAsync(int burst)
    {
        for (var number = 1; number <= Count; number++)
        {
            _groups.Send(NotificationSignal.GroupOf("lan"), _log.Commit());
            if (number % burst == 0)
            {
                await Task.Yield();
            }
        }
    }

    private async Task ReadToTheEndAsync(long? after)
    {
        using var subscription = new NotificationSubscriptions(_groups, _log, TimeProvider.System).Open("lan", after, epoch: null);
        long? last = null;
        await foreach (var next in subscription.ReadAllAsync(_patience.Token))
        {
            switch (next)
            {
                case Welcomed w:
                    last.ShouldBeNull();
                    last = after ?? w.Snapshot.Latest;
                    break;
                case Delivered d:
                    d.Notification.Sequence.ShouldBe(last!.Value + 1);
                    last++;
                    break;
                default:
                    next.ShouldBeOfType<Recounted>();
                    break;
            }

            if (last == Count)
            {
                return;
            }
        }
    }
}

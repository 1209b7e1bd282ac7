using BlogBlazor.Notifications;
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
        var reading = Task.Run(() => ReadToTheEndAsync(), _patience.Token);

        await WriteAsync(burst);

        await reading;
        _groups.Joined.ShouldBeEmpty();
    }

    /// <summary>
    /// In each round the reader is stopped while the buffer fills to the brim; then the one signal too many is offered at
    /// the very moment at which the reader goes on and empties the buffer.
    /// </summary>
    [Fact]
    public async Task A_reader_never_sleeps_on_the_one_signal_that_did_not_fit()
    {
        const int Round = 1 + NotificationSubscription.BufferSize + 1;
        using var subscription = Open();
        using var stopped = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        using var caughtUp = new SemaphoreSlim(0);
        var reading = Task.Run(
            async () =>
            {
                await foreach (var next in subscription.ReadAllAsync(_patience.Token))
                {
                    switch (next is Delivered { Notification.Sequence: var number } ? number % Round : -1)
                    {
                        case 1:
                            stopped.Release();
                            await goOn.WaitAsync(_patience.Token);
                            break;
                        case 0:
                            caughtUp.Release();
                            break;
                    }
                }
            },
            _patience.Token);

        for (var round = 0; round < 2_000; round++)
        {
            subscription.Offer(_log.Commit());
            await stopped.WaitAsync(_patience.Token);
            for (var i = 0; i < NotificationSubscription.BufferSize; i++)
            {
                subscription.Offer(_log.Commit());
            }

            var tooMany = _log.Commit();
            goOn.Release();
            subscription.Offer(tooMany);
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

    private NotificationSubscription Open() =>
        new NotificationSubscriptions(_groups, _log, TestMeters.Unheard, TimeProvider.System)
            .Open("lan", after: 0, epoch: null, Surface.WebSocket);

    private async Task ReadToTheEndAsync()
    {
        using var subscription = Open();
        long? last = null;
        await foreach (var next in subscription.ReadAllAsync(_patience.Token))
        {
            switch (next)
            {
                case Welcomed:
                    last.ShouldBeNull();
                    last = 0;
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

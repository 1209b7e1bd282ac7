using BlogBlazor.Notifications.Delivery;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Reads a subscription event by event. Every wait ends after <see cref="TestSocket.Patience"/>.</summary>
public sealed class SubscriptionReader(NotificationSubscription subscription) : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private IAsyncEnumerator<NotificationEvent>? _events;
    private Task<bool> _next = Task.FromResult(true);

    public NotificationSubscription Subscription => subscription;

    public async Task<T> NextAsync<T>() where T : NotificationEvent
    {
        _events ??= subscription.ReadAllAsync(_closing.Token).GetAsyncEnumerator(CancellationToken.None);
        _next = _events.MoveNextAsync().AsTask();
        (await _next.WaitAsync(TestSocket.Patience)).ShouldBeTrue("the subscription ended");
        return _events.Current.ShouldBeOfType<T>();
    }

    /// <summary>The next events must be these numbers as notifications, and nothing between them.</summary>
    public async Task ShouldDeliverAsync(params long[] sequences)
    {
        foreach (var sequence in sequences)
        {
            (await NextAsync<Delivered>()).Notification.Sequence.ShouldBe(sequence);
        }
    }

    /// <summary>Nothing was yielded before this: a changed unread count is offered and must be the next event.</summary>
    public async Task ShouldHaveNothingMoreAsync(FakeNotificationLog log)
    {
        var now = log.Comparison();
        subscription.Offer(now with { Unread = now.Unread + 1000 });
        (await NextAsync<Recounted>()).Unread.ShouldBe(now.Unread + 1000);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        subscription.Dispose();
        await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_events is not null)
        {
            await _events.DisposeAsync();
        }

        _closing.Dispose();
    }
}

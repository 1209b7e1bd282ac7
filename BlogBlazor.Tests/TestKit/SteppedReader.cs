using BlogBlazor.Notifications.Delivery;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// Reads a subscription on the calling thread alone: between two calls nothing of it runs, so that the same calls always
/// give the same events.
/// </summary>
public sealed class SteppedReader : SynchronizationContext, IDisposable
{
    private readonly SynchronizationContext? _before = Current;
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = [];
    private readonly List<NotificationEvent> _events = [];
    private readonly IAsyncEnumerator<NotificationEvent> _reading;
    private Task<bool>? _next;

    public SteppedReader(NotificationSubscription subscription)
    {
        SetSynchronizationContext(this);
        _reading = subscription.ReadAllAsync(CancellationToken.None).GetAsyncEnumerator();
    }

    public IReadOnlyList<NotificationEvent> Events => _events;

    /// <returns>False when the next event is still to come.</returns>
    public bool TryRead()
    {
        _next ??= _reading.MoveNextAsync().AsTask();
        while (_posted.TryDequeue(out var posted))
        {
            posted.Callback(posted.State);
        }

        if (!_next.IsCompleted)
        {
            return false;
        }

        _next.GetAwaiter().GetResult().ShouldBeTrue("the subscription ended");
        _next = null;
        _events.Add(_reading.Current);
        return true;
    }

    public void ReadAll()
    {
        while (TryRead())
        {
            // Until it waits.
        }
    }

    public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue((d, state));

    public void Dispose() => SetSynchronizationContext(_before);
}

using System.Runtime.CompilerServices;

namespace BlogBlazor.Notifications.Delivery;

internal static class Heartbeats
{
    /// <summary>
    /// What the subscription yields, and between it, at every interval, a <see cref="Heartbeat"/>; never before the first
    /// event, however long the first read takes.
    /// </summary>
    public static async IAsyncEnumerable<NotificationEvent> ReadAllAsync(
        this NotificationSubscription subscription,
        TimeSpan interval,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = new PeriodicTimer(interval, time);
        var events = subscription.ReadAllAsync(ending.Token).GetAsyncEnumerator(ending.Token);
        var next = events.MoveNextAsync().AsTask();
        try
        {
            Task<bool>? beat = null;
            while (await next)
            {
                yield return events.Current;
                next = events.MoveNextAsync().AsTask();
                while (!next.IsCompleted)
                {
                    beat ??= timer.WaitForNextTickAsync(ending.Token).AsTask();
                    if (await Task.WhenAny(next, beat) == beat && await beat)
                    {
                        beat = null;
                        yield return new Heartbeat(subscription.Latest, subscription.Unread);
                    }
                }
            }
        }
        finally
        {
            // An enumerator may be disposed only once its step has ended.
            await ending.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await events.DisposeAsync();
        }
    }
}

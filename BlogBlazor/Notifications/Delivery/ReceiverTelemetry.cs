using System.Diagnostics;

namespace BlogBlazor.Notifications.Delivery;

/// <summary>Counts one receiver, from here until it is disposed, and counts and traces what it is given.</summary>
internal sealed class ReceiverTelemetry : IDisposable
{
    private readonly NotificationMetrics _metrics;
    private readonly Surface _surface;
    private readonly TimeProvider _time;
    private int _closed;

    public ReceiverTelemetry(NotificationMetrics metrics, Surface surface, TimeProvider time)
    {
        (_metrics, _surface, _time) = (metrics, surface, time);
        metrics.Opened(surface);
    }

    /// <summary>A delivery that lasts until it is disposed.</summary>
    /// <param name="signal">The one that carried the notification. A row knows neither its commit nor its trace.</param>
    public IDisposable Deliver(Notification notification, DeliverySource source, NotificationSignal? signal = null) => new Delivery(
        this, source, signal?.CommittedAt ?? notification.CreatedAt, signal is null ? null : NotificationTrace.Deliver(signal, _surface));

    public void SignalDropped() => _metrics.Dropped(_surface);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _metrics.Closed(_surface);
        }
    }

    private sealed class Delivery(ReceiverTelemetry receiver, DeliverySource source, DateTime since, Activity? activity) : IDisposable
    {
        public void Dispose()
        {
            receiver._metrics.Delivered(receiver._surface, source, receiver._time.GetUtcNow().UtcDateTime - since);
            activity?.Dispose();
        }
    }
}

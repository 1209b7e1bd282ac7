using System.Diagnostics.Metrics;

namespace BlogBlazor.Notifications;

/// <summary>A way out of this instance. Metrics name it in lower case.</summary>
public enum Surface
{
    Circuit,
    WebSocket,
    Sse,
    LongPoll,
    Hub,
    Webhook,
}

/// <summary>What sent a receiver to a notification. Metrics name it in lower case.</summary>
public enum DeliverySource
{
    /// <summary>The notification's own signal, which carried it.</summary>
    Signal,

    /// <summary>The rows, when the receiver came: it had been away.</summary>
    Connect,

    /// <summary>The rows, after a signal that showed a gap, or a full buffer.</summary>
    Gap,

    /// <summary>The rows, because the regular comparison knew more than any signal had told.</summary>
    Comparison,
}

/// <summary>What notifications count, by the names under which it is exported.</summary>
public sealed class NotificationMetrics
{
    public const string ConnectionsName = "blogblazor.notifications.connections";
    public const string DeliveredName = "blogblazor.notifications.delivered";
    public const string DroppedName = "blogblazor.notifications.signals.dropped";
    public const string DelayName = "blogblazor.notifications.delay";
    public const string SurfaceTag = "surface";
    public const string SourceTag = "source";

    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _dropped;
    private readonly Histogram<double> _delay;

    public NotificationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("BlogBlazor.Notifications");
        _connections = meter.CreateUpDownCounter<long>(ConnectionsName, "{connection}", "Receivers that are open now.");
        _delivered = meter.CreateCounter<long>(DeliveredName, "{notification}", "Notifications that receivers were given.");
        _dropped = meter.CreateCounter<long>(DroppedName, "{signal}", "Signals that found a receiver's buffer full.");
        _delay = meter.CreateHistogram(
            DelayName,
            "s",
            "From the commit of a notification to its delivery, to receivers that were open then.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
            });
    }

    public void Opened(Surface surface) => _connections.Add(1, Tag(surface));

    public void Closed(Surface surface) => _connections.Add(-1, Tag(surface));

    public void Dropped(Surface surface) => _dropped.Add(1, Tag(surface));

    /// <param name="delay">Since the commit; of no interest where the receiver itself had been away.</param>
    public void Delivered(Surface surface, DeliverySource source, TimeSpan delay)
    {
        _delivered.Add(1, Tag(surface), Tag(source));
        if (source != DeliverySource.Connect)
        {
            // A clock that is set back, or that of another instance, can be behind.
            _delay.Record(Math.Max(0, delay.TotalSeconds), Tag(surface), Tag(source));
        }
    }

    public static string NameOf<T>(T value) where T : struct, Enum => Names<T>.All[value];

    private static KeyValuePair<string, object?> Tag(Surface surface) => new(SurfaceTag, NameOf(surface));

    private static KeyValuePair<string, object?> Tag(DeliverySource source) => new(SourceTag, NameOf(source));

    private static class Names<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> All =
            Enum.GetValues<T>().ToDictionary(value => value, value => value.ToString().ToLowerInvariant());
    }
}

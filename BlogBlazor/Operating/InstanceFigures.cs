using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using BlogBlazor.Notifications;
using BlogBlazor.Signals;

namespace BlogBlazor.Operating;

/// <summary>
/// What this instance has counted since it started, for a person who looks now: it listens to the same instruments that are
/// exported, whether or not somebody exports them.
/// </summary>
public sealed class InstanceFigures : IHostedService, IDisposable
{
    /// <summary>Of Blazor itself.</summary>
    public const string CircuitsName = "aspnetcore.components.circuit.active";

    public const string ConnectedCircuitsName = "aspnetcore.components.circuit.connected";

    private const int MaxDelays = 4096;
    private static readonly TimeSpan DelayWindow = TimeSpan.FromMinutes(1);

    private static readonly HashSet<string> Instruments =
    [
        NotificationMetrics.ConnectionsName, NotificationMetrics.DeliveredName, NotificationMetrics.DroppedName,
        NotificationMetrics.DelayName, BackplaneMetrics.DroppedName, CircuitsName, ConnectedCircuitsName,
    ];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Instrument, string? Surface, string? Source), long> _sums = new();
    private readonly ConcurrentQueue<(long At, double Seconds)> _delays = new();
    private readonly TimeProvider _time;
    private readonly long _started;

    public InstanceFigures(IMeterFactory meters, TimeProvider time)
    {
        (_time, _started) = (time, time.GetTimestamp());
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Another application in this process has a factory of its own.
            if (instrument.Meter.Scope == meters && Instruments.Contains(instrument.Name))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(Add);
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => Add(seconds));
        _listener.Start();
    }

    public TimeSpan Uptime => _time.GetElapsedTime(_started);

    /// <summary>Of everything that was counted, or of what has the given tags.</summary>
    public long Sum(string instrument, Surface? surface = null, DeliverySource? source = null)
    {
        var (ofSurface, ofSource) = (NameOf(surface), NameOf(source));
        return _sums.Where(sum => sum.Key.Instrument == instrument
                && (ofSurface is null || sum.Key.Surface == ofSurface)
                && (ofSource is null || sum.Key.Source == ofSource))
            .Sum(sum => sum.Value);
    }

    /// <summary>The delays from commit to delivery of the last minute, shortest first; the newest 4,096 if there are more.</summary>
    public IReadOnlyList<double> RecentDelays() =>
        [.. _delays.Where(delay => _time.GetElapsedTime(delay.At) <= DelayWindow).Select(delay => delay.Seconds).Order()];

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        string? surface = null, source = null;
        foreach (var tag in tags)
        {
            surface = tag.Key == NotificationMetrics.SurfaceTag ? (string?)tag.Value : surface;
            source = tag.Key == NotificationMetrics.SourceTag ? (string?)tag.Value : source;
        }

        _sums.AddOrUpdate((instrument.Name, surface, source), value, (_, sum) => sum + value);
    }

    private void Add(double seconds)
    {
        _delays.Enqueue((_time.GetTimestamp(), seconds));
        while (_delays.Count > MaxDelays)
        {
            _delays.TryDequeue(out _);
        }
    }

    private static string? NameOf<T>(T? value) where T : struct, Enum => value is { } given ? NotificationMetrics.NameOf(given) : null;
}

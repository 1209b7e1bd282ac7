using System.Diagnostics.Metrics;
using BlogBlazor.Notifications;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Listens to the instruments of one application, or of what a test makes itself, from now on.</summary>
public sealed class TestMeters : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<(string Instrument, double Value, string Tags)> _measured = [];
    private readonly MeterListener _listener = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TestMeters(BlogApplication app) : this(app.Services.GetRequiredService<IMeterFactory>())
    {
    }

    public TestMeters(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Meter.Name.StartsWith(nameof(BlogBlazor), StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>For what is made without an application where nobody counts.</summary>
    public static NotificationMetrics Unheard { get; } = new(CreateFactory());

    public static IMeterFactory CreateFactory() =>
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    /// <summary>What was measured, with these tags if any are given, such as "surface=hub source=signal".</summary>
    public IReadOnlyList<double> Of(string instrument, string? tags = null)
    {
        lock (_lock)
        {
            return [.. _measured.Where(m => m.Instrument == instrument && (tags is null || m.Tags == tags)).Select(m => m.Value)];
        }
    }

    /// <summary>The last value of a gauge.</summary>
    public double Observe(string instrument)
    {
        _listener.RecordObservableInstruments();
        return Of(instrument)[^1];
    }

    /// <summary>Ends as soon as the sum is this: what counts may do so a moment after what it counts.</summary>
    public async Task UntilSumAsync(string instrument, string tags, double sum)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (Of(instrument, tags).Sum() == sum)
            {
                return;
            }

            await changed.WaitAsync(TestSocket.Patience);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            _measured.Add((instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
        }

        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}

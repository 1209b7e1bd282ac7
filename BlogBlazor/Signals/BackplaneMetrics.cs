using System.Diagnostics.Metrics;
using StackExchange.Redis;

namespace BlogBlazor.Signals;

/// <summary>What the backplane counts, by the names under which it is exported.</summary>
public sealed class BackplaneMetrics
{
    public const string ConnectedName = "blogblazor.backplane.connected";
    public const string DroppedName = "blogblazor.backplane.signals.dropped";

    private readonly Counter<long> _dropped;

    public BackplaneMetrics(IMeterFactory meters, IConnectionMultiplexer redis)
    {
        var meter = meters.Create("BlogBlazor.Signals");
        meter.CreateObservableGauge(
            ConnectedName, () => redis.GetSubscriber().IsConnected() ? 1 : 0, description: "1 while Redis can be reached, otherwise 0.");
        _dropped = meter.CreateCounter<long>(DroppedName, "{signal}", "Signals that were not sent to the other instances.");
    }

    public void Dropped() => _dropped.Add(1);
}

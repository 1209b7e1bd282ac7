using System.Diagnostics;

namespace BlogBlazor.Tests.Notifications.Transports;

/// <summary>Per user and minute, but for the delays and what never came.</summary>
/// <param name="Median">From the call that sends to the client that has it.</param>
internal sealed record TransportFigures(
    string Name, double Requests, double Bytes, TimeSpan Processor, TimeSpan Median, TimeSpan Percentile95, int Lost)
{
    public static TransportFigures Of(
        string name,
        TimeSpan duration,
        List<WaitingClient> clients,
        Dictionary<string, long> sent,
        long bytes,
        TimeSpan processor)
    {
        var userMinutes = clients.Count * duration.TotalMinutes;
        var arrivals = clients.SelectMany(client => client.Arrivals).ToList();
        var delays = arrivals.Select(arrival => Stopwatch.GetElapsedTime(sent[arrival.Key], arrival.Value)).Order().ToList();
        return new TransportFigures(
            name,
            clients.Sum(client => client.Requests) / userMinutes,
            bytes / userMinutes,
            processor / userMinutes,
            At(0.5),
            At(0.95),
            sent.Count - arrivals.Count);

        TimeSpan At(double share) => delays.Count == 0 ? TimeSpan.Zero : delays[(int)(share * (delays.Count - 1))];
    }

    /// <summary>Less what the sending costs when nobody waits.</summary>
    public TransportFigures Without(TransportFigures idle) =>
        this with { Processor = TimeSpan.FromTicks(Math.Max(0, (Processor - idle.Processor).Ticks)) };
}

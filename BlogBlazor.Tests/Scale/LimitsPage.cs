using System.Globalization;

namespace BlogBlazor.Tests.Scale;

/// <param name="PerSecond">With the senders on the same processors.</param>
/// <param name="Processor">Of the server alone, for one.</param>
internal sealed record Figure(double PerSecond, TimeSpan Processor);

internal sealed record Limits(Figure ToMany, Figure ToOne, Figure Connecting, long BytesPerSocket, Figure Frames, Figure Drawn, Figure Kept);

/// <summary>Writes what was measured into docs/limits.md, each database its own part.</summary>
internal static class LimitsPage
{
    public static Task WriteAsync(string database, Limits limits, CancellationToken cancellationToken) =>
        MeasuredPage.WriteAsync("limits.md", database, Table(limits), cancellationToken);

    private static string Table(Limits limits) => string.Create(CultureInfo.InvariantCulture, $"""

        | | a second | server processor for each, ms |
        | --- | ---: | ---: |
        | notifications over HTTP, to 100 users in turn | {limits.ToMany.PerSecond:0} | {limits.ToMany.Processor.TotalMilliseconds:0.00} |
        | notifications over HTTP, all to one user | {limits.ToOne.PerSecond:0} | {limits.ToOne.Processor.TotalMilliseconds:0.00} |
        | WebSockets opened | {limits.Connecting.PerSecond:0} | {limits.Connecting.Processor.TotalMilliseconds:0.00} |
        | frames to open WebSockets, 20 for each notification, sending included | {limits.Frames.PerSecond:0} | {limits.Frames.Processor.TotalMilliseconds:0.000} |
        | the front page for readers, drawn anew each time | {limits.Drawn.PerSecond:0} | {limits.Drawn.Processor.TotalMilliseconds:0.00} |
        | the front page for readers, kept in memory | {limits.Kept.PerSecond:0} | {limits.Kept.Processor.TotalMilliseconds:0.00} |

        An open WebSocket takes {limits.BytesPerSocket / 1024} KiB of the server's memory.
        """);
}

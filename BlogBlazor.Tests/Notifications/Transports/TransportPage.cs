using System.Globalization;
using System.Text;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.Transports;

/// <summary>Writes the figures as the page BlogBlazor/Notifications/TRANSPORTS.md, with its chart beside it.</summary>
internal static class TransportPage
{
    private static readonly string Folder = Path.Combine(Repository.Root, "BlogBlazor", "Notifications");

    private static readonly (string Title, string Unit, Func<TransportFigures, double> Value)[] Measures =
    [
        ("Requests", "per user and minute", row => row.Requests),
        ("Bytes on the line", "KiB per user and minute", row => row.Bytes / 1024),
        ("Server processor", "ms per user and minute", row => row.Processor.TotalMilliseconds),
        ("Delay, median", "ms", row => row.Median.TotalMilliseconds),
    ];

    public static async Task WriteAsync(
        IReadOnlyList<TransportFigures> rows, int users, int messages, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "TRANSPORTS.md"), Text(rows, users, messages), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Folder, "transports.svg"), Chart(rows), cancellationToken);
    }

    private static string Text(IReadOnlyList<TransportFigures> rows, int users, int messages)
    {
        var text = new StringBuilder($"""
            # What waiting costs

            Written by `./test.sh compare`, which measures it again: {users} users wait for a minute on each transport, one kept connection each,
            and get {messages} notifications meanwhile, each of them at another moment. The server is a published build on SQLite, in a process of
            its own; it shares {Environment.ProcessorCount} cores with the clients. Bytes are counted on the line, headers and both directions included. From the
            processor time is taken off what the sending alone costs when nobody waits. The delay runs from the call that sends to the client
            that has it.

            | transport | requests | KiB on the line | server processor, ms | delay: median, ms | 95 %, ms |
            | --- | ---: | ---: | ---: | ---: | ---: |

            """);
        foreach (var row in rows)
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {row.Name} | {row.Requests:0.0} | {row.Bytes / 1024:0.0} | {row.Processor.TotalMilliseconds:0.0} | {row.Median.TotalMilliseconds:0.0} | {row.Percentile95.TotalMilliseconds:0.0} |"));
        }

        text.Append("""

            All but the delays are per user and minute. Lost: none, on any of them; they all read the same rows.

            ![The same as bars](transports.svg)

            """);
        return text.ToString();
    }

    /// <summary>A group of bars for each measure, each group to its own scale.</summary>
    private static string Chart(IReadOnlyList<TransportFigures> rows)
    {
        const int width = 720, labels = 170, bar = 18, line = 26;
        var svg = new StringBuilder();
        var y = 0;
        foreach (var (title, unit, value) in Measures)
        {
            y += 30;
            svg.Append(CultureInfo.InvariantCulture, $"""<text y="{y}" class="title">{title}</text><text x="{labels}" y="{y}" class="soft">{unit}</text>""");
            y += 10;
            var most = rows.Max(value);
            foreach (var row in rows)
            {
                var length = most > 0 ? value(row) / most * (width - labels - 70) : 0;
                svg.Append(CultureInfo.InvariantCulture, $"""
                    <text y="{y + 14}" class="soft">{row.Name}</text>
                    <rect x="{labels}" y="{y}" width="{Math.Max(length, 1):0.0}" height="{bar}" rx="2"/>
                    <text x="{labels + length + 8:0.0}" y="{y + 14}">{value(row):0.0}</text>
                    """);
                y += line;
            }
        }

        return $$"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{width}} {{y + 6}}" role="img" aria-label="Requests, bytes, processor time and delay of each transport">
            <style>
            text { font: 13px system-ui, sans-serif; fill: #1c2321; } .title { font-weight: 600; } .soft { fill: #57615d; } rect { fill: #0c6b58; }
            @media (prefers-color-scheme: dark) { text { fill: #e8ebe9; } .soft { fill: #a3aca8; } rect { fill: #6fcab2; } }
            </style>
            {{svg}}
            </svg>

            """;
    }
}

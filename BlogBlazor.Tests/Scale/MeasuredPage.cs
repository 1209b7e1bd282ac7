using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Scale;

/// <summary>A page of docs/ that a measurement writes, each database its own part.</summary>
internal static class MeasuredPage
{
    public static async Task WriteAsync(string file, string database, string table, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Repository.Root, "docs", file);
        var heading = $"## On {database}\n";
        var parts = (await File.ReadAllTextAsync(path, cancellationToken)).Split("\n## ")
            .Select((part, i) => i == 0 ? part : "## " + part).ToList();
        var own = heading + table;
        var at = parts.FindIndex(part => part.StartsWith(heading, StringComparison.Ordinal));
        if (at < 0)
        {
            parts.Add(own);
        }
        else
        {
            parts[at] = own;
        }

        await File.WriteAllTextAsync(path, string.Join('\n', parts.Select(part => part.TrimEnd() + "\n")), cancellationToken);
    }
}

using System.Text.RegularExpressions;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Architecture;

/// <summary>The quick part stays quick: whatever starts a server, a process or a browser says so by its category.</summary>
public sealed class CategoryTests
{
    [Fact]
    public void What_starts_a_server_is_marked_as_such() => Unmarked("BlogApplication", "Integration|Slow").ShouldBeEmpty();

    [Fact]
    public void What_starts_processes_Redis_or_a_browser_is_marked_as_slow() =>
        Unmarked("ServerProcess|PublishedApplication|RedisServer|PostgreSqlServer|GarnetServerFixture|EndToEndFixture", "Slow").ShouldBeEmpty();

    private static IEnumerable<string> Unmarked(string types, string categories) =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "BlogBlazor.Tests"), "*Tests.cs", SearchOption.AllDirectories)
        where !file.Contains("Architecture", StringComparison.Ordinal)
        let source = File.ReadAllText(file)
        where Regex.IsMatch(source, $@"\b({types})\b") && !Regex.IsMatch(source, $"Trait\\(\"Category\", \"({categories})\"\\)")
        select file;
}

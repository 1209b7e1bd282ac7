using System.Diagnostics;
using System.Globalization;
using System.Text;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Scale;

/// <summary>
/// A large blog. `./test.sh size` makes it, measures its pages and writes docs/size.md; otherwise a small one shows that it
/// can be made and that the pages are there.
/// </summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class SizeTests
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("SIZE") == "full";
    private static readonly int Posts = Full ? 100_000 : 120;
    private static readonly int Comments = Full ? 1_000_000 : 500;
    private static readonly int Times = Full ? 20 : 1;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_blog_on_SQLite()
    {
        var folder = Directory.CreateTempSubdirectory("blogblazor-");
        try
        {
            await MeasureAsync("SQLite", ("ConnectionStrings:Blog", $"Data Source={Path.Combine(folder.FullName, "blog.db")}"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_large_blog_on_PostgreSQL()
    {
        var database = PostgreSqlServer.OfThisRun.CreateEmptyDatabase();
        await MeasureAsync(
            "PostgreSQL",
            ("Database:Provider", "PostgreSQL"),
            ("ConnectionStrings:Blog", PostgreSqlServer.OfThisRun.ConnectionString(database)));
        PostgreSqlServer.OfThisRun.DropDatabase(database);
    }

    private static async Task MeasureAsync(string database, params (string Key, string Value)[] settings)
    {
        var seeding = Stopwatch.StartNew();
        var (exitCode, _, errors) = await ServerProcess.RunAsync(
            TimeSpan.FromMinutes(30), ["seed-demo", "--posts", $"{Posts}", "--comments", $"{Comments}"], settings);
        exitCode.ShouldBe(0, errors);
        seeding.Stop();
        (await ServerProcess.RunAsync(["seed-demo"], settings)).ExitCode.ShouldBe(1, "What is not empty is left alone.");

        await using var server = await PublishedApplication.StartAsync(settings);
        using var reader = new TestUser(server.Address, "");
        var newest = await reader.GetJsonAsync("/api/posts?pageSize=1");
        newest.Number("total").ShouldBe(Posts);
        var slug = newest.GetProperty("items")[0].Text("slug");
        var middle = (await reader.GetJsonAsync($"/api/posts?pageSize=1&page={Posts / 2}")).GetProperty("items")[0];
        var place = $"{middle.GetProperty("publishedAt").GetDateTime().ToUniversalTime().Ticks}-{middle.Number("id")}";
        var month = middle.GetProperty("publishedAt").GetDateTime().ToUniversalTime();
        var table = new StringBuilder("\n| page | fastest, ms | median, ms |\n| --- | ---: | ---: |\n");
        foreach (var (name, path) in new[]
        {
            ("home", "/"),
            ("home, in the middle", $"/?before={place}"),
            ("the commonest tag", "/tags/tag-1"),
            ("a rare tag", "/tags/tag-100"),
            ("tags", "/tags"),
            ("the author of most posts", "/authors/author1"),
            ("archive", "/archive"),
            ("a month", string.Create(CultureInfo.InvariantCulture, $"/archive/{month:yyyy}/{month:MM}")),
            ("search for a common and a less common word", "/search?q=the+river"),
            ("search for a word that nearly all posts have", "/search?q=of"),
            ("search for Vietnamese words without marks", "/search?q=duong+pho"),
            ("a post with its comments", $"/posts/{slug}"),
            ("feed", "/feed.atom"),
            ("feed of a tag", "/tags/tag-1/feed.rss"),
            ("sitemap", "/sitemap.xml"),
            ("a part of the sitemap", "/sitemap-posts-0.xml"),
            ("API: first page", "/api/posts"),
            ("API: last page", $"/api/posts?page={Posts / 10}"),
        })
        {
            var times = new List<double>();
            for (var time = 0; time <= Times; time++)
            {
                var clock = Stopwatch.StartNew();
                using var response = await reader.GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}n={time}");
                await response.Content.ReadAsByteArrayAsync(Cancel);
                times.Add(clock.Elapsed.TotalMilliseconds);
                ((int)response.StatusCode).ShouldBe(Posts < 1000 && path.StartsWith("/tags/", StringComparison.Ordinal) ? (int)response.StatusCode : 200, path);
            }

            // The first finds nothing compiled and nothing read.
            times.RemoveAt(0);
            times.Sort();
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {times[0]:0.0} | {times[times.Count / 2]:0.0} |\n");
        }

        if (Full)
        {
            table.Append(CultureInfo.InvariantCulture, $"\nIt was made in {seeding.Elapsed.TotalMinutes:0.0} minutes, on {Environment.ProcessorCount} cores with a load of ");
            table.Append((await File.ReadAllTextAsync("/proc/loadavg", Cancel)).Split(' ')[0]).Append(".\n");
            await MeasuredPage.WriteAsync("size.md", database, table.ToString(), Cancel);
        }
    }
}

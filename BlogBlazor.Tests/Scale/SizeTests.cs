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
            var file = Path.Combine(folder.FullName, "blog.db");
            await MeasureAsync("SQLite", sql => SqliteFile.ExecuteAsync(file, sql), ("ConnectionStrings:Blog", $"Data Source={file}"));
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
            sql =>
            {
                PostgreSqlServer.OfThisRun.Execute(database, sql);
                return Task.CompletedTask;
            },
            ("Database:Provider", "PostgreSQL"),
            ("ConnectionStrings:Blog", PostgreSqlServer.OfThisRun.ConnectionString(database)));
        PostgreSqlServer.OfThisRun.DropDatabase(database);
    }

    /// <summary>The author of most posts, who was made without a password.</summary>
    private static async Task<TestUser> SignInAsWriterAsync(PublishedApplication server, Func<string, Task> execute)
    {
        using var other = new TestUser(server.Address, "other@example.com");
        await other.RegisterAsync();
        await execute("""
            UPDATE "AspNetUsers" SET "SecurityStamp" = 'of a test',
                "PasswordHash" = (SELECT "PasswordHash" FROM "AspNetUsers" WHERE "UserName" = 'other@example.com')
            WHERE "UserName" = 'author1@example.com'
            """);
        var writer = new TestUser(server.Address, "author1@example.com");
        await writer.SignInAsync();
        return writer;
    }

    private static async Task MeasureAsync(string database, Func<string, Task> execute, params (string Key, string Value)[] settings)
    {
        var seeding = Stopwatch.StartNew();
        var (exitCode, _, errors) = await ServerProcess.RunAsync(
            TimeSpan.FromMinutes(30), ["seed-demo", "--posts", $"{Posts}", "--comments", $"{Comments}"], settings);
        exitCode.ShouldBe(0, errors);
        seeding.Stop();
        (await ServerProcess.RunAsync(["seed-demo"], settings)).ExitCode.ShouldBe(1, "What is not empty is left alone.");

        await using var server = await PublishedApplication.StartAsync(settings);
        using var reader = new TestUser(server.Address, "");
        using var writer = await SignInAsWriterAsync(server, execute);
        var newest = await reader.GetJsonAsync("/api/posts?pageSize=1");
        newest.Number("total").ShouldBe(Posts);
        var slug = newest.GetProperty("items")[0].Text("slug");
        var middle = (await reader.GetJsonAsync($"/api/posts?pageSize=1&page={Posts / 2}")).GetProperty("items")[0];
        var place = $"{middle.GetProperty("publishedAt").GetDateTime().ToUniversalTime().Ticks}-{middle.Number("id")}";
        var month = middle.GetProperty("publishedAt").GetDateTime().ToUniversalTime();
        var table = new StringBuilder("\n| page | fastest, ms | median, ms |\n| --- | ---: | ---: |\n");
        foreach (var (name, path, user) in new[]
        {
            ("home", "/", reader),
            ("home, in the middle", $"/?before={place}", reader),
            ("the commonest tag", "/tags/tag-1", reader),
            ("a rare tag", "/tags/tag-100", reader),
            ("tags", "/tags", reader),
            ("the author of most posts", "/authors/author1", reader),
            ("archive", "/archive", reader),
            ("a month", string.Create(CultureInfo.InvariantCulture, $"/archive/{month:yyyy}/{month:MM}"), reader),
            ("search for a common and a less common word", "/search?q=the+river", reader),
            ("search for a word that nearly all posts have", "/search?q=of", reader),
            ("search for Vietnamese words without marks", "/search?q=duong+pho", reader),
            ("a post with its comments", $"/posts/{slug}", reader),
            ("feed", "/feed.atom", reader),
            ("feed of a tag", "/tags/tag-1/feed.rss", reader),
            ("sitemap", "/sitemap.xml", reader),
            ("a part of the sitemap", "/sitemap-posts-0.xml", reader),
            ("API: first page", "/api/posts", reader),
            ("API: last page", $"/api/posts?page={Posts / 10}", reader),
            ("home, signed in", "/", writer),
            ("a post with its comments, signed in", $"/posts/{slug}", writer),
            ("the writer's list", "/posts/mine", writer),
            ("the writer's drafts", "/posts/mine?state=Draft", writer),
            ("the writer's list, searched", "/posts/mine?q=river", writer),
        })
        {
            var times = new List<double>();
            for (var time = 0; time <= Times; time++)
            {
                var clock = Stopwatch.StartNew();
                using var response = await user.GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}n={time}");
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

using BlogBlazor.Data;
using BlogBlazor.Posts;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Posts;

[Trait("Category", "Integration")]
public sealed class ArchiveTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Months_that_have_posts_are_counted_and_lead_to_them()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        (await MonthsAsync(app)).ShouldBeEmpty();
        foreach (var (title, at) in new[]
        {
            ("Last moment", new DateTime(2024, 2, 29, 23, 59, 59, 999, DateTimeKind.Utc)),
            ("First moment", new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc)),
            ("Middle", new DateTime(2024, 3, 15, 12, 0, 0, DateTimeKind.Utc)),
            ("New year", new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)),
        })
        {
            await PublishAtAsync(app, await lan.PublishAsync(title), at);
        }

        using var draft = await lan.PostAsync("/api/posts", new { title = "Draft", markdown = "…" });

        (await MonthsAsync(app)).ShouldBe(["/archive/2026/01 1", "/archive/2024/03 2", "/archive/2024/02 1"]);
        var page = await (await lan.GetAsync("/archive/2024/03")).Content.ReadAsStringAsync(Cancel);
        page.ShouldContain("First moment");
        page.ShouldContain("Middle");
        page.ShouldNotContain("Last moment");
        (await lan.GetAsync("/archive/2024/13")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await lan.GetAsync("/archive/9999/12")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Beside_a_post_are_the_next_by_date_and_those_that_share_most_tags()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        foreach (var (title, tags) in new (string, string[])[]
        {
            ("Both", ["Tea", "Cake"]), ("Neither", ["Rain"]), ("Tea", ["Tea"]), ("It", ["Tea", "Cake"]), ("Cake", ["Cake"]), ("More tea", ["Tea"]),
        })
        {
            (await lan.PostAsync("/api/posts", new { title, markdown = "…", tags, publish = true })).EnsureSuccessStatusCode().Dispose();
        }

        using var draft = await lan.PostAsync("/api/posts", new { title = "Draft", markdown = "…", tags = new[] { "Tea", "Cake" } });
        await using var scope = app.Services.CreateAsyncScope();
        var (posts, neighbourhood) = (scope.ServiceProvider.GetRequiredService<PostQueries>(), scope.ServiceProvider.GetRequiredService<PostNeighbourhood>());

        var beside = await neighbourhood.FindAsync((await posts.FindAsync("it", null, Cancel))!, Cancel);
        beside.Older!.Title.ShouldBe("Tea");
        beside.Newer!.Title.ShouldBe("Cake");
        beside.Related.Select(link => link.Title).ShouldBe(["Both", "More tea", "Cake"]);

        var first = await neighbourhood.FindAsync((await posts.FindAsync("both", null, Cancel))!, Cancel);
        first.Older.ShouldBeNull();
        var lonely = await neighbourhood.FindAsync((await posts.FindAsync("neither", null, Cancel))!, Cancel);
        lonely.Related.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tag_lists_a_post_from_the_day_it_is_published_however_that_is_written()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var draft = await lan.PostAsync("/api/posts", new { title = "A post", markdown = "…", tags = new[] { "Tea" } });
        (await lan.GetAsync("/tags/tea")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);

        await PublishAtAsync(app, "a-post", new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc));

        (await lan.GetAsync("/tags/tea")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    private static async Task<IEnumerable<string>> MonthsAsync(BlogApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var months = await scope.ServiceProvider.GetRequiredService<PostArchive>().MonthsAsync(Cancel);
        return months.Select(month => $"{month.Path} {month.Posts}");
    }

    /// <summary>Past the application's own way to write.</summary>
    private static async Task PublishAtAsync(BlogApplication app, string slug, DateTime at)
    {
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
        await db.Posts.Where(p => p.Slug == slug).ExecuteUpdateAsync(set => set.SetProperty(p => p.PublishedAt, at), Cancel);
    }
}

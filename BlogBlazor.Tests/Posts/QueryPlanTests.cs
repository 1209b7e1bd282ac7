using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Posts;

/// <summary>What readers and writers ask for is found by indexes, in their order: no page reads or sorts all posts.</summary>
[Trait("Category", "Integration")]
public sealed class QueryPlanTests
{
    private readonly QueryPlans _queries = new("Posts", "PostTag", "PostSearch", "AuthorSearch", "Comments", "Revisions", "WorkingCopies");

    [Theory]
    [InlineData("/")]
    [InlineData("/?before=639000000000000000-7")]
    [InlineData("/?after=630000000000000000-1")]
    [InlineData("/tags")]
    [InlineData("/tags/tea")]
    [InlineData("/tags/tea?before=639000000000000000-7")]
    [InlineData("/authors/lan")]
    [InlineData("/authors/lan?before=639000000000000000-7")]
    [InlineData("/archive")]
    [InlineData("/archive/2026/11")]
    [InlineData("/search?q=some+te")]
    [InlineData("/posts/post-1")]
    [InlineData("/feed.atom")]
    [InlineData("/tags/tea/feed.atom")]
    [InlineData("/authors/lan/feed.rss")]
    [InlineData("/posts/post-1/comments/feed.atom")]
    [InlineData("/sitemap.xml")]
    [InlineData("/sitemap-posts-0.xml")]
    [InlineData("/api/posts?page=2&pageSize=2")]
    [InlineData("/api/posts?tag=tea")]
    [InlineData("/api/posts?q=some")]
    public async Task A_page_is_found_by_indexes(string path)
    {
        await using var app = BlogApplication.Start(services: _queries.Watch);
        using var lan = await WriteAsync(app);
        using var reader = app.Anonymous();

        await ShouldUseIndexesAsync(app, reader, path);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/posts/post-1")]
    [InlineData("/posts/mine")]
    [InlineData("/posts/mine?after=639000000000000000-7")]
    [InlineData("/posts/mine?state=draft")]
    [InlineData("/posts/mine?state=scheduled")]
    [InlineData("/posts/mine?state=published")]
    [InlineData("/posts/mine?q=some")]
    [InlineData("/write/1")]
    [InlineData("/posts/post-1/revisions")]
    public async Task So_is_a_page_of_whoever_writes(string path)
    {
        await using var app = BlogApplication.Start(services: _queries.Watch);
        using var lan = await WriteAsync(app);

        await ShouldUseIndexesAsync(app, lan, path);
    }

    private static async Task<TestUser> WriteAsync(BlogApplication app)
    {
        var lan = await app.RegisterAsync("lan");
        for (var number = 0; number < 12; number++)
        {
            using var created = await lan.PostAsync(
                "/api/posts", new { title = $"Post {number}", markdown = "Some text.", tags = new[] { "Tea", "Cake" }, publish = true });
        }

        await lan.CommentAsync("post-1");
        return lan;
    }

    private async Task ShouldUseIndexesAsync(BlogApplication app, TestUser user, string path)
    {
        _queries.Clear();
        using var page = await user.GetAsync(path);
        page.EnsureSuccessStatusCode();
        await _queries.ShouldUseIndexesAsync(app.Services);
    }
}

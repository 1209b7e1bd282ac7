using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Posts;

/// <summary>What readers ask for is found by indexes, in their order: no page reads or sorts all posts.</summary>
[Trait("Category", "Integration")]
public sealed class QueryPlanTests
{
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
        var queries = new QueryPlans("Posts", "PostTag", "PostSearch", "AuthorSearch", "Comments");
        await using var app = BlogApplication.Start(services: queries.Watch);
        using var lan = await app.RegisterAsync("lan");
        for (var number = 0; number < 12; number++)
        {
            using var created = await lan.PostAsync(
                "/api/posts", new { title = $"Post {number}", markdown = "Some text.", tags = new[] { "Tea", "Cake" }, publish = true });
        }

        await lan.CommentAsync("post-1");
        using var reader = app.Anonymous();
        queries.Clear();

        using var page = await reader.GetAsync(path);

        page.EnsureSuccessStatusCode();
        await queries.ShouldUseIndexesAsync(app.Services);
    }
}

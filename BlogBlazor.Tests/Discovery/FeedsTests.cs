using System.Net;
using System.Net.Http.Headers;
using System.ServiceModel.Syndication;
using System.Xml;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Discovery;

[Trait("Category", "Integration")]
public sealed class FeedsTests : IAsyncLifetime
{
    private readonly BlogApplication _app = BlogApplication.Start();
    private TestUser _lan = null!;

    [Theory]
    [InlineData("/feed", "application/atom+xml")]
    [InlineData("/feed.atom", "application/atom+xml")]
    [InlineData("/feed.rss", "application/rss+xml")]
    [InlineData("/tags/tea/feed.atom", "application/atom+xml")]
    [InlineData("/authors/lan/feed.rss", "application/rss+xml")]
    public async Task A_feed_has_the_whole_text_with_whole_addresses(string path, string type)
    {
        await PublishAsync("Trà & bánh", "**Đậm**, [here](/tags/tea), [there](#x) ![p](/picture.png)");
        using var reader = _app.Anonymous();

        using var response = await reader.GetAsync(path);

        response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        var feed = await ReadAsync(response);
        feed.Title.Text.ShouldNotBeEmpty();
        var post = feed.Items.ShouldHaveSingleItem();
        post.Title.Text.ShouldBe("Trà & bánh");
        post.Id.ShouldStartWith("tag:127.0.0.1,");
        post.Links.ShouldContain(link => link.Uri == new Uri(_app.Address, "/posts/tra-banh"));
        var html = ((post.Content ?? post.Summary) as TextSyndicationContent)!.Text;
        html.ShouldContain("<strong>Đậm</strong>");
        html.ShouldContain($"href=\"{new Uri(_app.Address, "/tags/tea")}\"");
        html.ShouldContain($"href=\"{new Uri(_app.Address, "/posts/tra-banh#x")}\"");
        html.ShouldContain($"src=\"{new Uri(_app.Address, "/picture.png")}\"");
        html.ShouldNotContain("lan@example.com");
        feed.LastUpdatedTime.ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddHours(-1));
    }

    [Fact]
    public async Task Comments_on_a_post_are_a_feed_of_their_own()
    {
        var slug = await _lan.PublishAsync();
        await _lan.CommentAsync(slug, "First.");
        var deleted = await _lan.CommentAsync(slug, "Deleted.");
        await _lan.CommentAsync(slug, "*Last.*");
        (await _lan.Http.DeleteAsync(new Uri($"/api/posts/{slug}/comments/{deleted}", UriKind.Relative), Cancel)).Dispose();

        var feed = await ReadAsync(await _app.Anonymous().GetAsync($"/posts/{slug}/comments/feed.atom"));

        feed.Items.Select(item => ((TextSyndicationContent)item.Content).Text.Trim()).ShouldBe(["<p><em>Last.</em></p>", "<p>First.</p>"]);
    }

    [Fact]
    public async Task Who_has_it_already_is_told_so_until_it_changes()
    {
        await PublishAsync("One", "…");
        using var reader = _app.Anonymous();
        var tag = (await reader.GetAsync("/feed.atom")).Headers.ETag.ShouldNotBeNull();

        (await AskAsync(reader, tag)).ShouldBe(HttpStatusCode.NotModified);
        (await AskAsync(reader, tag)).ShouldBe(HttpStatusCode.NotModified);
        await PublishAsync("Two", "…");
        (await AskAsync(reader, tag)).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/tags/none/feed.atom")]
    [InlineData("/authors/nobody/feed.rss")]
    [InlineData("/posts/none/comments/feed.atom")]
    [InlineData("/posts/none/card.png")]
    public async Task What_is_not_there_is_not_found(string path) =>
        (await _lan.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task An_empty_one_is_valid_and_drafts_are_in_none()
    {
        using var draft = await _lan.PostAsync("/api/posts", new { title = "Draft", markdown = "…" });

        (await ReadAsync(await _lan.GetAsync("/feed.atom"))).Items.ShouldBeEmpty();
        (await ReadAsync(await _lan.GetAsync("/feed.rss"))).Items.ShouldBeEmpty();
        (await (await _lan.GetAsync("/sitemap-posts-0.xml")).Content.ReadAsStringAsync(Cancel)).ShouldNotContain("draft");
        (await _lan.GetAsync("/posts/draft/card.png")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    public async ValueTask InitializeAsync() => _lan = await _app.RegisterAsync("lan");

    public async ValueTask DisposeAsync()
    {
        _lan.Dispose();
        await _app.DisposeAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task PublishAsync(string title, string markdown) => (await _lan.PostAsync(
        "/api/posts", new { title, markdown, tags = new[] { "Tea" }, publish = true })).EnsureSuccessStatusCode().Dispose();

    private static async Task<HttpStatusCode> AskAsync(TestUser reader, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/feed.atom");
        request.Headers.IfNoneMatch.Add(tag);
        using var response = await reader.Http.SendAsync(request, Cancel);
        return response.StatusCode;
    }

    private static async Task<SyndicationFeed> ReadAsync(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var xml = XmlReader.Create(await response.Content.ReadAsStreamAsync(Cancel));
        return SyndicationFeed.Load(xml);
    }
}

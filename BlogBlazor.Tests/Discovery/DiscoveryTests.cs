using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Discovery;

/// <summary>What search engines and those who share links are told.</summary>
[Trait("Category", "Integration")]
public sealed class DiscoveryTests : IAsyncLifetime
{
    private readonly BlogApplication _app = BlogApplication.Start();
    private TestUser _lan = null!;
    private TestUser _reader = null!;

    [Fact]
    public async Task The_sitemap_leads_to_every_page()
    {
        using var created = await _lan.PostAsync("/api/posts", new { title = "A post", markdown = "…", tags = new[] { "Đà Lạt" }, publish = true });
        var robots = await TextAsync("/robots.txt");
        var index = robots.Split('\n').Single(line => line.StartsWith("Sitemap: ", StringComparison.Ordinal))["Sitemap: ".Length..];

        var parts = await LocationsAsync(index);
        var pages = new List<string>();
        foreach (var part in parts)
        {
            pages.AddRange(await LocationsAsync(part));
        }

        pages.ShouldBe(
            new[] { "/", "/tags", "/archive", "/authors/lan", "/tags/da-lat", "/posts/a-post" }.Select(path => new Uri(_app.Address, path).AbsoluteUri));
        foreach (var page in pages)
        {
            (await _reader.GetAsync(page)).StatusCode.ShouldBe(HttpStatusCode.OK, page);
        }
    }

    [Theory]
    [InlineData("/posts/a-post?utm_source=x", "/posts/a-post")]
    [InlineData("/?fbclid=1", "/")]
    [InlineData("/?before=1-1&x=2", "/?before=1-1")]
    [InlineData("/authors/lan", "/authors/lan")]
    [InlineData("/archive", "/archive")]
    public async Task A_page_has_one_address(string asked, string canonical)
    {
        await _lan.PublishAsync();

        var page = await PageAsync(asked);

        var address = new Uri(_app.Address, canonical).AbsoluteUri;
        page.QuerySelectorAll("link[rel=canonical]").ShouldHaveSingleItem().GetAttribute("href").ShouldBe(address);
        page.QuerySelector("meta[property='og:url']")!.GetAttribute("content").ShouldBe(address);
        page.QuerySelector("link[rel=alternate][type='application/atom+xml']").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_post_says_what_it_is_and_nothing_in_it_ends_the_script()
    {
        const string Title = "</script><script>alert(1)</script> Đăng \"bài\" & <!--";
        using var created = await _lan.PostAsync(
            "/api/posts", new { title = Title, summary = "Tóm tắt", markdown = "…", tags = new[] { "Tea" }, publish = true });
        var slug = (await TestUser.ReadAsync(created)).Text("slug")!;

        var page = await PageAsync($"/posts/{slug}");

        var data = JsonElement.Parse(page.QuerySelectorAll("script").ShouldHaveSingleItem().TextContent);
        var graph = data.GetProperty("@graph");
        graph[0].Text("@type").ShouldBe("BlogPosting");
        graph[0].Text("headline").ShouldBe(Title);
        graph[1].GetProperty("itemListElement").GetArrayLength().ShouldBe(3);
        page.QuerySelector("meta[name=description]")!.GetAttribute("content").ShouldBe("Tóm tắt");
        page.QuerySelector("meta[property='og:title']")!.GetAttribute("content").ShouldBe(Title);
        page.QuerySelector($"link[rel=alternate][href='/posts/{slug}/comments/feed.rss']").ShouldNotBeNull();
    }

    [Fact]
    public async Task The_picture_of_a_post_stays_for_ever_under_its_address_and_changes_with_the_title()
    {
        var slug = await _lan.PublishAsync("Đăng bài đầu tiên");
        var address = (await PageAsync($"/posts/{slug}")).QuerySelector("meta[property='og:image']")!.GetAttribute("content")!;

        using var picture = await _reader.GetAsync(address);

        picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        picture.Headers.CacheControl!.ToString().ShouldContain("immutable");
        var bytes = await picture.Content.ReadAsByteArrayAsync(Cancel);
        (BitConverter.ToInt32([.. bytes[16..20].Reverse()]), BitConverter.ToInt32([.. bytes[20..24].Reverse()])).ShouldBe((1200, 630));
        using var put = await _lan.Http.PutAsync($"/api/posts/{slug}", System.Net.Http.Json.JsonContent.Create(new { title = "Another", markdown = "…" }), Cancel);
        (await PageAsync($"/posts/{slug}")).QuerySelector("meta[property='og:image']")!.GetAttribute("content").ShouldNotBe(address);
        (await _reader.GetAsync(address)).Headers.CacheControl!.ToString().ShouldNotContain("immutable");
    }

    [Fact]
    public async Task Everybody_asks_for_pictures_at_once_and_each_is_drawn_once_or_asked_for_again()
    {
        var slug = await _lan.PublishAsync(new string('w', 200));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _reader.GetAsync($"/posts/{slug}/card.png")));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK
            || (answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter != null));
        answers.ShouldContain(answer => answer.StatusCode == HttpStatusCode.OK);
    }

    public async ValueTask InitializeAsync()
    {
        _lan = await _app.RegisterAsync("lan");
        _reader = _app.Anonymous();
    }

    public async ValueTask DisposeAsync()
    {
        _lan.Dispose();
        _reader.Dispose();
        await _app.DisposeAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<IEnumerable<string>> LocationsAsync(string address) =>
        XDocument.Parse(await TextAsync(address)).Descendants().Where(element => element.Name.LocalName == "loc").Select(element => element.Value);

    private async Task<string> TextAsync(string address)
    {
        using var response = await _reader.GetAsync(address);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<IHtmlDocument> PageAsync(string address) => new HtmlParser().ParseDocument(await TextAsync(address));
}

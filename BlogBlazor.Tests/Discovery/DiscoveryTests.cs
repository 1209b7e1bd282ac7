using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using BlogBlazor.Tests.Media;
using BlogBlazor.Tests.TestKit;
using SkiaSharp;

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
        robots.Split('\n').Where(line => line.StartsWith("Disallow: ", StringComparison.Ordinal)).Select(line => line["Disallow: ".Length..].TrimEnd())
            .ShouldBe(["/account", "/api", "/write", "/search"]);
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
        var address = await CardAddressAsync(slug);

        using var picture = await _reader.GetAsync(address);

        picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        picture.Headers.CacheControl!.ToString().ShouldContain("immutable");
        var bytes = await picture.Content.ReadAsByteArrayAsync(Cancel);
        (BitConverter.ToInt32([.. bytes[16..20].Reverse()]), BitConverter.ToInt32([.. bytes[20..24].Reverse()])).ShouldBe((1200, 630));
        using var put = await _lan.Http.PutAsync($"/api/posts/{slug}", System.Net.Http.Json.JsonContent.Create(new { title = "Another", markdown = "…" }), Cancel);
        (await CardAddressAsync(slug)).ShouldNotBe(address);
        (await _reader.GetAsync(address)).Headers.CacheControl!.ToString().ShouldNotContain("immutable");
    }

    [Theory]
    [InlineData("#ffffff")]
    [InlineData("#ffff00")]
    [InlineData("#808080")]
    [InlineData("#000000")]
    public async Task On_a_cover_whatever_its_colour_the_title_is_read(string colour)
    {
        var slug = await _lan.PublishAsync("A lake");
        var before = await CardAddressAsync(slug);
        var url = await MediaApiTests.UploadedAsync(_lan, TestPictures.Plain(900, 900, SKColor.Parse(colour)));
        using var changed = await _lan.PutAsync($"/api/posts/{slug}", new { title = "A lake", markdown = "…", cover = url, coverAlt = "" });
        changed.EnsureSuccessStatusCode();

        var address = await CardAddressAsync(slug);
        using var card = await _reader.GetAsync(address);

        address.ShouldNotBe(before);
        card.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        using var picture = SKBitmap.Decode(await card.Content.ReadAsByteArrayAsync(Cancel));
        (picture.Width, picture.Height).ShouldBe((1200, 630));
        // In the title's rows the brightest is the text, and the corner shows what is behind it.
        var text = Enumerable.Range(80, 400).Max(x => Luminance(picture.GetPixel(x, 245)));
        ((text + 0.05) / (Luminance(picture.GetPixel(1190, 600)) + 0.05)).ShouldBeGreaterThan(4.5);

        static double Luminance(SKColor colour) => (0.2126 * Linear(colour.Red)) + (0.7152 * Linear(colour.Green)) + (0.0722 * Linear(colour.Blue));
        static double Linear(byte value) => value <= 10 ? value / 255.0 / 12.92 : Math.Pow(((value / 255.0) + 0.055) / 1.055, 2.4);
    }

    [Fact]
    public async Task A_cover_whose_file_is_gone_costs_the_card_nothing_else()
    {
        using var created = await _lan.PostAsync("/api/posts", new
        {
            title = "A lake",
            markdown = "…",
            publish = true,
            cover = "/media/0123456789abcdef0123456789abcdef-1600x900.webp",
            coverAlt = "",
        });

        using var card = await _reader.GetAsync(await CardAddressAsync("a-lake"));

        card.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
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

    private async Task<string> CardAddressAsync(string slug) =>
        (await PageAsync($"/posts/{slug}")).QuerySelector("meta[property='og:image']")!.GetAttribute("content")!;

    private async Task<IHtmlDocument> PageAsync(string address) => new HtmlParser().ParseDocument(await TextAsync(address));
}

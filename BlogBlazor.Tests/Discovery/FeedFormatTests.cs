using System.Globalization;
using System.Net;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using BlogBlazor.Localization;
using BlogBlazor.Settings;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Tests.Discovery;

/// <summary>What RFC 4287 (Atom) and RSS 2.0 demand of every feed.</summary>
[Trait("Category", "Integration")]
public sealed class FeedFormatTests : IAsyncLifetime
{
    private const string Tagline = "Trà, sách & <mưa>";

    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    private readonly BlogApplication _app = BlogApplication.Start();
    private TestUser _lan = null!;

    public static TheoryData<string> Feeds => ["/feed", "/tags/tea/feed", "/authors/lan/feed", "/posts/tra-banh/comments/feed"];

    [Theory]
    [MemberData(nameof(Feeds))]
    public async Task Each_is_valid_Atom(string path)
    {
        await FillAsync();

        var feed = await ReadAsync(path + ".atom");

        feed.Name.ShouldBe(Atom + "feed");
        ShouldHaveIdTitleAndTime(feed);
        Link(feed, "self").ShouldBe(new Uri(_app.Address, path + ".atom").AbsoluteUri);
        Link(feed, "alternate").ShouldStartWith(_app.Address.AbsoluteUri);
        feed.Elements(Atom + "subtitle").ShouldHaveSingleItem().Value.ShouldBe(Tagline);
        var entries = feed.Elements(Atom + "entry").ToList();
        entries.Count.ShouldBe(2);
        entries.Select(entry => entry.Element(Atom + "id")!.Value).Distinct().Count().ShouldBe(2);
        foreach (var entry in entries)
        {
            ShouldHaveIdTitleAndTime(entry);
            entry.Element(Atom + "author")!.Element(Atom + "name")!.Value.ShouldNotBeEmpty();
            Link(entry, "alternate").ShouldStartWith(_app.Address.AbsoluteUri);
            var content = entry.Elements(Atom + "content").ShouldHaveSingleItem();
            content.Attribute("type")!.Value.ShouldBe("html");
            AddressesShouldBeWhole(content.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public async Task Each_is_valid_RSS(string path)
    {
        await FillAsync();

        var rss = await ReadAsync(path + ".rss");

        (rss.Name.ToString(), rss.Attribute("version")!.Value).ShouldBe(("rss", "2.0"));
        var channel = rss.Elements("channel").ShouldHaveSingleItem();
        channel.Elements("title").ShouldHaveSingleItem().Value.ShouldNotBeEmpty();
        channel.Elements("link").ShouldHaveSingleItem().Value.ShouldStartWith(_app.Address.AbsoluteUri);
        channel.Elements("description").ShouldHaveSingleItem().Value.ShouldBe(Tagline);
        Link(channel, "self").ShouldBe(new Uri(_app.Address, path + ".rss").AbsoluteUri);
        var items = channel.Elements("item").ToList();
        items.Count.ShouldBe(2);
        items.Select(item => item.Elements("guid").ShouldHaveSingleItem().Value).Distinct().Count().ShouldBe(2);
        foreach (var item in items)
        {
            item.Elements("title").ShouldHaveSingleItem().Value.ShouldNotBeEmpty();
            item.Elements("link").ShouldHaveSingleItem().Value.ShouldStartWith(_app.Address.AbsoluteUri);
            item.Element("guid")!.Attribute("isPermaLink")!.Value.ShouldBe("false", "It is no address.");
            DateTimeOffset.ParseExact(
                item.Elements("pubDate").ShouldHaveSingleItem().Value, "ddd, dd MMM yyyy HH:mm:ss 'Z'", CultureInfo.InvariantCulture);
            AddressesShouldBeWhole(item.Elements("description").ShouldHaveSingleItem().Value);
            item.Elements(XName.Get("creator", "http://purl.org/dc/elements/1.1/")).ShouldHaveSingleItem().Value.ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("/feed.atom")]
    [InlineData("/feed.rss")]
    [InlineData("/posts/a-post/comments/feed.atom")]
    public async Task What_no_XML_may_have_is_left_out_however_it_was_written(string path)
    {
        const string Text = "a&#1; &#xFFFE;b 🎉 [c](/d \"&#x1F;\")";
        await _lan.PublishAsync("A post", Text);
        await _lan.CommentAsync("a-post", Text);

        (await ReadAsync(path)).Value.ShouldContain("a b 🎉");
    }

    [Fact]
    public async Task Who_asks_for_what_is_newer_hears_of_what_was_taken_away()
    {
        await _lan.PublishAsync("One");
        await _lan.PublishAsync("Two");
        using var deleted = await _lan.Http.DeleteAsync(new Uri("/api/posts/two", UriKind.Relative), Cancel);
        deleted.EnsureSuccessStatusCode();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/feed") { Headers = { IfModifiedSince = DateTimeOffset.UtcNow } };

        using var response = await _lan.Http.SendAsync(request, Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_tagline_the_title_describes_it()
    {
        (await ReadAsync("/feed.rss")).Element("channel")!.Element("description")!.Value.ShouldBe("BlogBlazor");
        (await ReadAsync("/feed.atom")).Element(Atom + "subtitle")!.Value.ShouldBe("BlogBlazor");
    }

    public async ValueTask InitializeAsync() => _lan = await _app.RegisterAsync("lan");

    public async ValueTask DisposeAsync()
    {
        _lan.Dispose();
        await _app.DisposeAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task FillAsync()
    {
        await _app.Services.GetRequiredService<CurrentSite>().SaveAsync(
            new SiteSettings("Sân sau", Tagline, "vi"), _app.Services.GetRequiredService<IStringLocalizer<Texts>>(), Cancel);
        foreach (var title in new[] { "Trà & bánh", "Mưa" })
        {
            using var created = await _lan.PostAsync("/api/posts", new
            {
                title,
                markdown = "## Part\n\n[here](/tags/tea) [there](#s-part)\n\n![](/media/0123456789abcdef0123456789abcdef-1600x900.webp)",
                tags = new[] { "Tea" },
                publish = true,
            });
            created.EnsureSuccessStatusCode();
        }

        await _lan.CommentAsync("tra-banh", "See [this](/tags/tea).");
        await _lan.CommentAsync("tra-banh", "![](/media/0123456789abcdef0123456789abcdef-900x900.webp)");
    }

    private async Task<XElement> ReadAsync(string path)
    {
        using var response = await _lan.GetAsync(path);
        response.EnsureSuccessStatusCode();
        return XDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).Root!;
    }

    private static void ShouldHaveIdTitleAndTime(XElement element)
    {
        Uri.IsWellFormedUriString(element.Elements(Atom + "id").ShouldHaveSingleItem().Value, UriKind.Absolute).ShouldBeTrue();
        element.Elements(Atom + "title").ShouldHaveSingleItem().Value.ShouldNotBeEmpty();
        System.Xml.XmlConvert.ToDateTimeOffset(element.Elements(Atom + "updated").ShouldHaveSingleItem().Value);
    }

    private static string Link(XElement element, string relation) => element.Elements(Atom + "link")
        .Where(link => link.Attribute("rel")!.Value == relation).ShouldHaveSingleItem().Attribute("href")!.Value;

    private static void AddressesShouldBeWhole(string html)
    {
        var body = new HtmlParser().ParseDocument(html).Body!;
        var addresses = body.QuerySelectorAll("[href]").Select(element => element.GetAttribute("href")!)
            .Concat(body.QuerySelectorAll("[src]").Select(element => element.GetAttribute("src")!))
            .Concat(body.QuerySelectorAll("[srcset]").SelectMany(element => element.GetAttribute("srcset")!.Split(',', StringSplitOptions.TrimEntries)));
        addresses.ShouldAllBe(address => address.StartsWith("http://", StringComparison.Ordinal));
    }
}

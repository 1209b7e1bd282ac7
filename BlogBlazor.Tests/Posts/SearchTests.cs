using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Html.Parser;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Posts;

/// <summary>Words are found however they were typed, and whatever writes a post writes the index.</summary>
[Trait("Category", "Integration")]
public sealed class SearchTests : IAsyncLifetime
{
    private readonly BlogApplication _app = BlogApplication.Start();
    private TestUser _lan = null!;

    [Theory]
    [InlineData("dang bai")]
    [InlineData("Đăng bài")]
    [InlineData("BÀI đăng")]
    [InlineData("dang ba")]
    [InlineData("Đa\u0306ng ba\u0300i")]
    public async Task Marks_and_case_do_not_matter(string typed)
    {
        await _lan.PublishAsync("Đăng bài đầu tiên");
        await _lan.PublishAsync("Something else");

        (await FindAsync(typed)).ShouldBe(["Đăng bài đầu tiên"]);
    }

    [Theory]
    [InlineData("ti")]
    [InlineData("cake OR tea")]
    [InlineData("teapot")]
    public async Task All_words_must_be_there_and_only_the_last_may_be_a_beginning(string typed)
    {
        await _lan.PublishAsync("About tea", "Nothing but tea.");

        (await FindAsync("but te")).ShouldBe(["About tea"]);
        (await FindAsync(typed)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_title_weighs_more_than_the_summary_and_that_more_than_the_text()
    {
        await PublishAsync("Tea in the title", "…", "…");
        await PublishAsync("One", "Tea in the summary", "…");
        await PublishAsync("Two", "…", "Tea in the text");

        (await FindAsync("tea")).ShouldBe(["Tea in the title", "One", "Two"]);
    }

    [Fact]
    public async Task What_was_changed_taken_back_or_deleted_is_found_as_it_is_now()
    {
        var slug = await _lan.PublishAsync("A post", "about apples");
        await PutAsync(slug, new { title = "A post", markdown = "about pears" });
        (await FindAsync("apples")).ShouldBeEmpty();
        (await FindAsync("pears")).ShouldBe(["A post"]);

        await PutAsync(slug, new { title = "A post", markdown = "about pears", publish = false });
        (await FindAsync("pears")).ShouldBeEmpty("A draft is nobody's business.");

        await PutAsync(slug, new { title = "A post", markdown = "about pears", publish = true });
        (await FindAsync("pears")).ShouldBe(["A post"]);

        (await _lan.Http.DeleteAsync(new Uri($"/api/posts/{slug}", UriKind.Relative), Cancel)).Dispose();
        (await FindAsync("pears")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("a\" OR \"b")]
    [InlineData("title:tea ^tea NEAR(tea)")]
    [InlineData("tea*) & !x | <->")]
    [InlineData("'; DROP TABLE \"Posts\"; --")]
    [InlineData("日本語 ไทย 🍵")]
    public async Task Whatever_is_typed_is_looked_for_and_nothing_else(string typed)
    {
        await _lan.PublishAsync("About tea");

        await FindAsync(typed);

        using var page = await _lan.GetAsync($"/search?q={Uri.EscapeDataString(typed)}");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await FindAsync("tea")).ShouldBe(["About tea"]);
    }

    [Theory]
    [InlineData("từ ")]
    [InlineData("x")]
    [InlineData("🍵 ")]
    public async Task The_longest_post_can_be_saved_and_found(string text)
    {
        var words = text == "từ " ? string.Join(' ', Enumerable.Range(0, 30_000)) : string.Concat(Enumerable.Repeat(text, 190_000 / text.Length));

        await _lan.PublishAsync("The longest", words);

        (await FindAsync("longest")).ShouldBe(["The longest"]);
    }

    [Fact]
    public async Task The_page_marks_the_words_and_names_authors_and_tags()
    {
        using var tuan = await _app.RegisterAsync("tuan");
        using var renamed = await tuan.Http.PutAsJsonAsync("/api/account/profile", new { handle = "tuan", displayName = "Đặng Tuấn" }, Cancel);
        renamed.EnsureSuccessStatusCode();
        using var created = await tuan.PostAsync(
            "/api/posts", new { title = "Nhà", markdown = "Ở *Đặng* Xá", tags = new[] { "Đặng Xá" }, publish = true });
        created.EnsureSuccessStatusCode();
        using var reader = _app.Anonymous();

        var page = new HtmlParser().ParseDocument(await (await reader.GetAsync("/search?q=dang")).Content.ReadAsStringAsync(Cancel));

        page.QuerySelectorAll(".posts mark").Select(mark => mark.TextContent).ShouldBe(["Đặng"]);
        page.QuerySelector(".search-names a[href='/authors/tuan'] mark")!.TextContent.ShouldBe("Đặng");
        page.QuerySelector(".search-names a[href='/tags/dang-xa']").ShouldNotBeNull();
        page.QuerySelector("input[name=q]")!.GetAttribute("value").ShouldBe("dang");
        page.QuerySelector("meta[name=robots]")!.GetAttribute("content").ShouldBe("noindex");
    }

    [Fact]
    public async Task Many_matches_come_in_pages()
    {
        for (var number = 0; number < 12; number++)
        {
            await _lan.PublishAsync($"Tea {number}");
        }

        var first = await PageAsync("/search?q=tea");
        var second = await PageAsync(first.QuerySelector("a[rel=next]")!.GetAttribute("href")!);

        first.QuerySelectorAll(".posts h2").Concat(second.QuerySelectorAll(".posts h2")).Select(h => h.TextContent).Distinct().Count().ShouldBe(12);
        second.QuerySelector("a[rel=next]").ShouldBeNull();
        second.QuerySelector("a[rel=prev]")!.GetAttribute("href").ShouldBe("/search?q=tea&page=1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    [InlineData("1&page=2")]
    public async Task A_page_that_is_no_number_is_the_first(string number)
    {
        await _lan.PublishAsync("About tea");

        using var page = await _lan.GetAsync($"/search?q=tea&page={number}");

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync(Cancel)).ShouldContain("/posts/about-tea");
    }

    public async ValueTask InitializeAsync() => _lan = await _app.RegisterAsync("lan");

    public async ValueTask DisposeAsync()
    {
        _lan.Dispose();
        await _app.DisposeAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<IEnumerable<string?>> FindAsync(string typed) =>
        (await _lan.GetJsonAsync($"/api/posts?q={Uri.EscapeDataString(typed)}")).GetProperty("items").EnumerateArray().Select(item => item.Text("title"));

    private async Task PublishAsync(string title, string summary, string markdown) =>
        (await _lan.PostAsync("/api/posts", new { title, summary, markdown, publish = true })).EnsureSuccessStatusCode().Dispose();

    private async Task PutAsync(string slug, object post) =>
        (await _lan.Http.PutAsJsonAsync($"/api/posts/{slug}", post, Cancel)).EnsureSuccessStatusCode().Dispose();

    private async Task<AngleSharp.Html.Dom.IHtmlDocument> PageAsync(string path) =>
        new HtmlParser().ParseDocument(await (await _lan.GetAsync(path)).Content.ReadAsStringAsync(Cancel));
}

using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Posts;

/// <summary>A reader who is not signed in needs no JavaScript and costs no circuit.</summary>
[Trait("Category", "Integration")]
public sealed class ReaderPagesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/posts/a-post")]
    [InlineData("/tags")]
    [InlineData("/tags/tea")]
    [InlineData("/authors/lan")]
    [InlineData("/archive")]
    [InlineData("/search?q=post")]
    [InlineData("/account/login")]
    [InlineData("/account/register")]
    public async Task Reader_pages_hold_no_script_and_a_signed_in_user_s_pages_do(string path)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var reader = app.Anonymous();
        using var created = await lan.PostAsync(
            "/api/posts", new { title = "A post", markdown = "text", tags = new[] { "Tea" }, publish = true });
        created.StatusCode.ShouldBe(HttpStatusCode.Created);

        var (status, read, html) = await OpenAsync(reader, path);
        status.ShouldBe(HttpStatusCode.OK);
        read.QuerySelectorAll("script:not([type='application/ld+json'])").ShouldBeEmpty();
        html.ShouldNotContain("blazor.web.js");
        html.ShouldNotContain("<!--Blazor:{");
        read.QuerySelector("h1").ShouldNotBeNull();

        var (_, _, signedIn) = await OpenAsync(lan, path);
        (signedIn.Contains("_framework/blazor.web", StringComparison.Ordinal) || path.StartsWith("/account/", StringComparison.Ordinal)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_post_says_how_long_it_takes_and_leads_on_to_the_ones_beside_it_and_on_the_same_subject()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var reader = app.Anonymous();
        foreach (var title in new[] { "First", "Second", "Third" })
        {
            using var created = await lan.PostAsync(
                "/api/posts", new { title, markdown = string.Join(' ', Enumerable.Repeat("word", 500)), tags = new[] { "Tea" }, publish = true });
            created.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        var (_, page, _) = await OpenAsync(reader, "/posts/second");

        page.QuerySelector(".byline")!.TextContent.ShouldContain("3 min read");
        page.QuerySelector(".neighbours [rel=prev]")!.GetAttribute("href").ShouldBe("/posts/third");
        page.QuerySelector(".neighbours [rel=next]")!.GetAttribute("href").ShouldBe("/posts/first");
        page.QuerySelectorAll(".related a").Select(a => a.GetAttribute("href")).ShouldBe(["/posts/third", "/posts/first"], ignoreOrder: true);
        (await OpenAsync(reader, "/")).Page.QuerySelectorAll(".posts li").ShouldAllBe(item => item.TextContent.Contains("3 min read"));
    }

    [Theory]
    [InlineData("/posts/no-such-post", "en", "There is nothing here")]
    [InlineData("/authors/nobody", "en", "There is nothing here")]
    [InlineData("/tags/no-such-tag", "en", "There is nothing here")]
    [InlineData("/no/such/page", "en", "There is nothing here")]
    [InlineData("/posts/no-such-post", "vi", "Ở đây không có gì")]
    [InlineData("/posts/%F0%9F%8E%89", "vi", "Ở đây không có gì")]
    public async Task What_is_not_there_is_a_friendly_page_with_status_404(string path, string language, string text)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var reader = app.Anonymous();

        foreach (var user in new[] { reader, lan })
        {
            user.Http.DefaultRequestHeaders.Add("Accept-Language", language);
            var (status, page, _) = await OpenAsync(user, path);
            status.ShouldBe(HttpStatusCode.NotFound);
            page.QuerySelector("main h1")!.TextContent.ShouldBe(text);
            page.QuerySelector("main a[href='/']").ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task A_link_within_a_post_or_to_it_from_a_comment_stays_on_its_page()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        const string Text = "[see](#s-part) [this][1] and [that](/tags#x)\n\n## Part\n\n[1]: #s-part";
        await lan.PublishAsync("One", Text);
        await lan.PublishAsync("Two", Text);
        await lan.CommentAsync("one", "[there](#s-part)");
        await lan.CommentAsync("two", "[there](#s-part)");

        foreach (var path in new[] { "/posts/one", "/posts/two" })
        {
            var (_, page, _) = await OpenAsync(lan, path);
            page.QuerySelectorAll(".prose a").Select(link => link.GetAttribute("href")).ShouldBe([$"{path}#s-part", $"{path}#s-part", "/tags#x", $"{path}#s-part"]);
        }
    }

    [Fact]
    public async Task A_form_sent_to_nowhere_gets_the_same_page()
    {
        await using var app = BlogApplication.Start();
        using var reader = app.Anonymous();

        using var response = await reader.Http.PostAsync("/no/such/page", new FormUrlEncodedContent([new("_handler", "login")]), Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await response.Content.ReadAsStringAsync(Cancel)).ShouldContain("There is nothing here");
    }

    [Theory]
    [InlineData("/api/posts/no-such-post")]
    [InlineData("/api/posts/no-such-post/comments")]
    [InlineData("/api/no/such/thing")]
    public async Task What_is_not_there_for_a_program_is_a_problem_of_404(string path)
    {
        await using var app = BlogApplication.Start();
        using var nobody = app.Anonymous();

        await (await nobody.GetAsync(path)).ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_people_write_cannot_become_code_on_the_page()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var reader = app.Anonymous();
        using var created = await lan.PostAsync("/api/posts", new
        {
            title = "<script>alert('title')</script>",
            markdown = """
                <script>alert(1)</script> <img src=x onerror=alert(2)>

                [click](javascript:alert(3)) [data](data:text/html,x) <a href="javascript:alert(4)">x</a> ![i](javascript:alert(5))

                <javascript:alert(6)> [v](vbscript:x) [tab](java&#x09;script:alert(7))
                """,
            summary = "<b onclick=alert(8)>",
            tags = new[] { "<i>" },
            publish = true,
        });
        var slug = (await TestUser.ReadAsync(created)).Text("slug")!;
        await lan.CommentAsync(slug, "<script>alert(9)</script> [x](javascript:alert(10)) <svg onload=alert(11)>");

        foreach (var path in new[] { $"/posts/{slug}", "/", "/tags", "/authors/lan" })
        {
            var (status, page, _) = await OpenAsync(reader, path);
            status.ShouldBe(HttpStatusCode.OK);
            page.QuerySelectorAll("script:not([type='application/ld+json']), svg:not([aria-hidden]), iframe, object").ShouldBeEmpty();
            page.All.SelectMany(element => element.Attributes)
                .ShouldNotContain(attribute => attribute.Name.StartsWith("on")
                    || attribute.Value.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)
                    || attribute.Value.TrimStart().StartsWith("vbscript:", StringComparison.OrdinalIgnoreCase)
                    || attribute.Value.StartsWith("data:text", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Language_and_theme_are_chosen_by_a_plain_form()
    {
        await using var app = BlogApplication.Start();
        using var reader = app.Anonymous();

        using var chosen = await reader.Http.PostAsync(
            "/preferences", new FormUrlEncodedContent([new("language", "vi"), new("theme", "dark"), new("returnUrl", "/tags")]), Cancel);

        chosen.StatusCode.ShouldBe(HttpStatusCode.Found);
        chosen.Headers.Location!.OriginalString.ShouldBe("/tags");
        var (_, page, _) = await OpenAsync(reader, "/tags");
        page.DocumentElement.GetAttribute("lang").ShouldBe("vi");
        page.DocumentElement.GetAttribute("data-theme").ShouldBe("dark");
    }

    private static async Task<(HttpStatusCode Status, IHtmlDocument Page, string Html)> OpenAsync(TestUser user, string path)
    {
        using var response = await user.GetAsync(path);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var html = await response.Content.ReadAsStringAsync(Cancel);
        return (response.StatusCode, await new HtmlParser().ParseDocumentAsync(html, Cancel), html);
    }
}

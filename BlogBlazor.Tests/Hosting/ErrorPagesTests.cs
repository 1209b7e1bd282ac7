using System.Net;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Hosting;

/// <summary>When it is our fault, people get a page, programs a problem detail, and nobody the exception.</summary>
[Trait("Category", "Integration")]
public sealed class ErrorPagesTests
{
    [Fact]
    public async Task A_broken_database_is_told_to_each_in_their_way()
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string> { ["environment"] = "Production" });
        using var reader = app.Anonymous();
        app.Database.Ruin();

        using var page = await reader.GetAsync("/");
        page.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        html.ShouldContain("Something went wrong");
        html.ShouldNotContain("Exception");

        using var api = await reader.GetAsync("/api/posts");
        var problem = await api.ShouldBeProblemAsync(HttpStatusCode.InternalServerError);
        problem.GetRawText().ShouldNotContain("Exception");

        using var ready = await reader.GetAsync("/health/ready");
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(
            """{"status":"Unhealthy","parts":{"database":{"status":"Unhealthy","description":"It does not answer a query: nothing can be read or written."}}}""");
        using var live = await reader.GetAsync("/health/live");
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("en", "Too much at once", "Please wait a moment, then go back and try again.")]
    [InlineData("vi", "Quá nhiều trong một lúc", "Xin đợi một lát, rồi quay lại và thử lần nữa.")]
    public async Task Who_asks_too_often_is_told_to_wait(string language, string heading, string advice)
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string> { ["RateLimits:Enabled"] = "true" });
        using var reader = app.Anonymous();
        reader.Http.DefaultRequestHeaders.Add("Accept-Language", language);
        for (var sent = 1; sent <= 10; sent++)
        {
            (await reader.GetAsync("/account/forgot")).Dispose();
        }

        var page = await PageForm.OpenAsync(reader, "/account/forgot");

        page.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        page.Page.QuerySelector("h1")!.TextContent.ShouldBe(heading);
        page.Page.QuerySelector("main")!.TextContent.ShouldContain(advice);
    }

    [Fact]
    public async Task Who_may_not_see_a_page_is_told_so_and_the_page_stays_as_it_is()
    {
        await using var app = BlogApplication.Start();
        using var administrator = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");

        var page = await PageForm.OpenAsync(minh, "/admin/figures");

        page.Status.ShouldBe(HttpStatusCode.Forbidden);
        page.Page.QuerySelector("h1")!.TextContent.ShouldBe("This is not for you");
        page.Page.QuerySelectorAll("script[src*='blazor.web']").ShouldBeEmpty("A circuit knows no status, and would say that there is nothing.");
    }

    [Theory]
    [InlineData(413, "This is too long")]
    [InlineData(400, "This did not work")]
    public async Task What_cannot_be_taken_is_told_of_as_what_it_is(int status, string heading)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var slug = await lan.PublishAsync();
        using var reader = app.Anonymous();

        using var answer = status == 413
            ? await SendAsync($"/posts/{slug}/comments", "markdown", new string('a', 20_001))
            : await SendAsync("/account/sign-out", "no", "token");

        ((int)answer.StatusCode).ShouldBe(status);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        html.ShouldContain($"<h1>{heading}</h1>");
        html.ShouldNotContain("There is nothing here");

        Task<HttpResponseMessage> SendAsync(string path, string field, string value) =>
            reader.Http.PostAsync(path, new FormUrlEncodedContent([new(field, value)]), TestContext.Current.CancellationToken);
    }

    /// <summary>PostgreSQL fails on it.</summary>
    [Theory]
    [InlineData("/?tag=%00")]
    [InlineData("/posts/a?draft=a%00b")]
    [InlineData("/posts/mine?q=%00")]
    [InlineData("/posts/a%00b")]
    [InlineData("/api/posts?tag=%00")]
    [InlineData("/api/posts?q=%00")]
    public async Task A_NUL_in_an_address_is_the_sender_s_fault(string path)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        using var response = await lan.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        if (path.StartsWith("/api", StringComparison.Ordinal))
        {
            await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        }
    }
}

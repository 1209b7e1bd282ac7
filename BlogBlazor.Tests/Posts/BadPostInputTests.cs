using System.Net;
using System.Text;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Posts;

/// <summary>What cannot be taken gets a problem detail, and nothing is written.</summary>
[Trait("Category", "Integration")]
public sealed class BadPostInputTests(BadPostInputTests.Site site) : IClassFixture<BadPostInputTests.Site>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<object, string> Refused => new()
    {
        { new { title = "", markdown = "text" }, "title" },
        { new { title = "  \t ", markdown = "text" }, "title" },
        { new { title = (string?)null, markdown = "text" }, "title" },
        { new { markdown = "text" }, "title" },
        { new { title = new string('a', 201), markdown = "text" }, "title" },
        { new { title = "two\nlines", markdown = "text" }, "title" },
        { new { title = "seen as \u202Egnp.exe", markdown = "text" }, "title" },
        { new { title = "\u200B\u200B", markdown = "text" }, "title" },
        { new { title = "zero\u200Bwidth", markdown = "text" }, "title" },
        { new { title = "nul\0", markdown = "text" }, "title" },
        { new { title = "replaced \uFFFD", markdown = "text" }, "title" },
        { new { title = "title", markdown = "" }, "markdown" },
        { new { title = "title", markdown = " \n " }, "markdown" },
        { new { title = "title" }, "markdown" },
        { new { title = "title", markdown = new string('a', 200_001) }, "markdown" },
        { new { title = "title", markdown = "nul\0" }, "markdown" },
        { new { title = "title", markdown = "bidi \u2066x" }, "markdown" },
        { new { title = "title", markdown = "text", slug = "\uFFFE" }, "slug" },
        { new { title = "title", markdown = "text", summary = new string('a', 301) }, "summary" },
        { new { title = "title", markdown = "text", summary = "   " }, "summary" },
        { new { title = "title", markdown = "text", tags = new[] { "ok", "" } }, "tags" },
        { new { title = "title", markdown = "text", tags = new string?[] { null } }, "tags" },
        { new { title = "title", markdown = "text", tags = new[] { new string('a', 41) } }, "tags" },
        { new { title = "title", markdown = "text", tags = new[] { "1", "2", "3", "4", "5", "6", "7", "8", "9" } }, "tags" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task A_field_that_cannot_be_taken_is_named_in_camelCase(object post, string field)
    {
        using var response = await site.Lan.PostAsync("/api/posts", post);

        await response.ShouldBeInvalidAsync(field);
    }

    [Fact]
    public async Task Every_field_is_told_at_once_and_in_the_reader_s_language()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/posts")
        {
            Content = new StringContent("""{"title":"","markdown":""}""", Encoding.UTF8, "application/json"),
            Headers = { { "Accept-Language", "vi" } },
        };

        using var response = await site.Lan.Http.SendAsync(request, Cancel);

        var problem = await response.ShouldBeInvalidAsync("title", "markdown");
        problem.GetProperty("errors").GetProperty("title")[0].GetString().ShouldBe("Xin viết gì đó vào đây.");
    }

    [Theory]
    [InlineData("""{"title":"\ud800","markdown":"text"}""")]
    [InlineData("""{"title":"title","markdown":"\udc00"}""")]
    [InlineData("""{"title":"title","markdown":"text","tags":["\ud800"]}""")]
    [InlineData("""{"title":5,"markdown":"text"}""")]
    [InlineData("""{"title":"title","markdown":["text"]}""")]
    [InlineData("""{"title":"title","markdown":"text","tags":"tag"}""")]
    [InlineData("""{"title":"title","markdown":"text","publish":"yes"}""")]
    [InlineData("""{"title":"title","markdown":""")]
    [InlineData("<post/>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task What_is_not_the_JSON_of_a_post_is_a_problem_of_400(string body)
    {
        using var response = await site.Lan.Http.PostAsync("/api/posts", new StringContent(body, Encoding.UTF8, "application/json"), Cancel);

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_a_problem_of_400()
    {
        byte[] body = [.. """{"title":"bad """u8, 0xC3, 0x28, .. "\",\"markdown\":\"text\"}"u8];
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };

        using var response = await site.Lan.Http.PostAsync("/api/posts", content, Cancel);

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Another_media_type_is_a_problem_of_415()
    {
        using var response = await site.Lan.Http.PostAsync(
            "/api/posts", new StringContent("""{"title":"title","markdown":"text"}""", Encoding.UTF8, "text/plain"), Cancel);

        await response.ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_body_beyond_every_limit_is_a_problem_of_413()
    {
        using var response = await site.Lan.PostAsync("/api/posts", new { title = "title", markdown = new string('a', 3_000_000) });

        await response.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Nothing_of_it_was_written()
    {
        using var response = await site.Lan.PostAsync("/api/posts", new { title = "", markdown = "text", publish = true });

        (await site.Lan.GetJsonAsync("/api/posts")).Number("total").ShouldBe(0);
    }

    [Fact]
    public async Task The_longest_that_is_allowed_is_taken()
    {
        using var response = await site.Lan.PostAsync("/api/posts", new
        {
            title = new string('đ', 200),
            markdown = new string('ă', 200_000),
            summary = new string('ơ', 300),
            tags = Enumerable.Range(1, 8).Select(i => $"{i}" + new string('ư', 39)),
        });

        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>One application for all of these: none of them may change anything.</summary>
    public sealed class Site : IAsyncLifetime
    {
        public BlogApplication App { get; } = BlogApplication.Start();
        public TestUser Lan { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Lan = await App.RegisterAsync("lan");

        public async ValueTask DisposeAsync()
        {
            Lan.Dispose();
            await App.DisposeAsync();
        }
    }
}

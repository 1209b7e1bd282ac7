using System.Net;
using System.Net.Http.Json;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Posts;

[Trait("Category", "Integration")]
public sealed class CoverTests
{
    private const string Cover = "/media/0123456789abcdef0123456789abcdef-1600x900.webp";

    [Fact]
    public async Task A_cover_is_shown_above_the_text_and_in_lists()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var created = await lan.PostAsync("/api/posts", new { title = "A lake", markdown = "Text.", publish = true, cover = Cover, coverAlt = "A lake at dawn" });
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await TestUser.ReadAsync(created)).GetProperty("cover").GetProperty("alt").GetString().ShouldBe("A lake at dawn");

        using var reader = app.Anonymous();
        var page = await TextAsync(reader, "/posts/a-lake");
        page.ShouldMatch("""<figure class="cover"><img [^>]*src="/media/[^>]*alt="A lake at dawn"[^>]*fetchpriority="high""");
        (await TextAsync(reader, "/")).ShouldMatch("""<div class="thumb"><img [^>]*alt=""[^>]*srcset=""");

        // Silence leaves it, "" takes it off.
        (await ChangeAsync(new { title = "A lake", markdown = "Other." })).ShouldBe(HttpStatusCode.OK);
        (await TextAsync(reader, "/posts/a-lake")).ShouldContain("fetchpriority");
        (await ChangeAsync(new { title = "A lake", markdown = "Other.", cover = "" })).ShouldBe(HttpStatusCode.OK);
        (await TextAsync(reader, "/posts/a-lake")).ShouldNotContain("fetchpriority");

        async Task<HttpStatusCode> ChangeAsync(object change)
        {
            using var changed = await lan.Http.PutAsJsonAsync("/api/posts/a-lake", change, TestContext.Current.CancellationToken);
            return changed.StatusCode;
        }
    }

    [Theory]
    [InlineData("https://example.com/a.png", "A lake", "cover")]
    [InlineData("javascript:alert(1)", "", "cover")]
    [InlineData(Cover, null, "coverAlt")]
    public async Task A_cover_is_a_picture_of_this_site_that_somebody_described(string cover, string? coverAlt, string field)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        using var response = await lan.PostAsync("/api/posts", new { title = "A lake", markdown = "Text.", cover, coverAlt });

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await TestUser.ReadAsync(response)).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    private static async Task<string> TextAsync(TestUser reader, string path)
    {
        using var response = await reader.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}

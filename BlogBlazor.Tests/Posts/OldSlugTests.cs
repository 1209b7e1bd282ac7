using System.Net;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Posts;

/// <summary>A link to a post leads to it for good.</summary>
[Trait("Category", "Integration")]
public sealed class OldSlugTests
{
    [Fact]
    public async Task An_old_address_leads_to_the_post_and_no_other_post_gets_it()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var reader = app.Anonymous();
        await lan.PublishAsync("First");
        await RenameAsync(lan, "first", "second");
        await RenameAsync(lan, "second", "third");

        foreach (var user in new[] { reader, lan })
        {
            await ShouldLeadAsync(user, "/posts/first", "/posts/third");
            await ShouldLeadAsync(user, "/posts/second", "/posts/third");
            await ShouldLeadAsync(user, "/api/posts/first", "/api/posts/third");
        }

        (await lan.PublishAsync("First")).ShouldBe("first-2");
        using var taken = await lan.PostAsync("/api/posts", new { title = "Another", markdown = "text", slug = "second" });
        await taken.ShouldBeInvalidAsync("slug");

        await RenameAsync(lan, "third", "first");
        using var back = await reader.GetAsync("/posts/first");
        back.StatusCode.ShouldBe(HttpStatusCode.OK);
        await ShouldLeadAsync(reader, "/posts/third", "/posts/first");
    }

    [Fact]
    public async Task What_is_not_public_any_more_is_not_led_to()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var reader = app.Anonymous();
        await lan.PublishAsync("First");
        using var takenBack = await lan.PutAsync("/api/posts/first", new { title = "First", markdown = "text", publish = false });
        using var renamed = await lan.PutAsync("/api/posts/first", new { title = "First", markdown = "text", slug = "second" });

        using var hidden = await reader.GetAsync("/posts/first");

        hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await ShouldLeadAsync(lan, "/posts/first", "/posts/second");
        (await lan.PublishAsync("First")).ShouldBe("first-2");
    }

    [Fact]
    public async Task The_addresses_that_a_draft_had_are_free()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var draft = await lan.PostAsync("/api/posts", new { title = "First", markdown = "text" });
        await RenameAsync(lan, "first", "second");

        (await lan.PublishAsync("First")).ShouldBe("first");
    }

    private static async Task RenameAsync(TestUser user, string slug, string to)
    {
        using var response = await user.PutAsync($"/api/posts/{slug}", new { title = "First", markdown = "text", slug = to });
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await TestUser.ReadAsync(response)).GetProperty("slug").GetString().ShouldBe(to);
    }

    private static async Task ShouldLeadAsync(TestUser user, string from, string to)
    {
        using var response = await user.GetAsync(from);
        response.StatusCode.ShouldBe(HttpStatusCode.MovedPermanently);
        new Uri(user.Http.BaseAddress!, response.Headers.Location!).AbsolutePath.ShouldBe(to);
    }
}

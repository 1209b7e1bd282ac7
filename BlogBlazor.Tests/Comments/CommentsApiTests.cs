using System.Net;
using System.Text;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Comments;

[Trait("Category", "Integration")]
public sealed class CommentsApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_comment_is_answered_with_201_its_place_and_what_it_became()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var slug = await lan.PublishAsync();

        using var response = await minh.PostAsync($"/api/posts/{slug}/comments", new { markdown = "Hay **quá** @lan <b>" });

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        response.Headers.Location!.OriginalString.ShouldBe($"/posts/{slug}#comment-1");
        var comment = await TestUser.ReadAsync(response);
        comment.Number("id").ShouldBe(1);
        comment.Text("markdown").ShouldBe("Hay **quá** @lan <b>");
        comment.Text("html")!.ShouldContain("<strong>quá</strong>");
        comment.Text("html")!.ShouldNotContain("<b>");
        comment.GetProperty("author").Text("handle").ShouldBe("minh");
        var page = await (await minh.GetAsync($"/posts/{slug}")).Content.ReadAsStringAsync(Cancel);
        page.ShouldContain("id=\"comment-1\"");
    }

    [Fact]
    public async Task Replies_stand_one_level_below_and_a_deleted_parent_keeps_its_place_without_its_text()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var slug = await lan.PublishAsync();
        var first = await minh.CommentAsync(slug, "first");
        var reply = await lan.CommentAsync(slug, "reply", first);
        var replyToReply = await minh.CommentAsync(slug, "reply to the reply", reply);

        using var deleted = await minh.Http.DeleteAsync($"/api/posts/{slug}/comments/{first}", Cancel);

        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var items = (await lan.GetJsonAsync($"/api/posts/{slug}/comments")).GetProperty("items").EnumerateArray().ToList();
        items.Select(item => item.Number("id")).ShouldBe([first, reply, replyToReply]);
        items[0].Text("markdown").ShouldBe("");
        items[0].GetProperty("author").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        items[1].Number("parentId").ShouldBe(first);
        items[2].Number("parentId").ShouldBe(first);
        using var toTheDeleted = await lan.PostAsync($"/api/posts/{slug}/comments", new { markdown = "late", parentId = first });
        await toTheDeleted.ShouldBeInvalidAsync("parentId");
    }

    [Fact]
    public async Task A_comment_is_deleted_by_its_author_the_post_s_author_and_administrators()
    {
        await using var app = BlogApplication.Start();
        using var admin = await app.RegisterAsync("admin");
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        using var hoa = await app.RegisterAsync("hoa");
        using var nobody = app.Anonymous();
        var slug = await lan.PublishAsync();

        foreach (var (user, status) in new[]
        {
            (nobody, HttpStatusCode.Unauthorized),
            (hoa, HttpStatusCode.Forbidden),
            (minh, HttpStatusCode.NoContent),
            (lan, HttpStatusCode.NoContent),
            (admin, HttpStatusCode.NoContent),
        })
        {
            var comment = await minh.CommentAsync(slug);
            using var response = await user.Http.DeleteAsync($"/api/posts/{slug}/comments/{comment}", Cancel);
            response.StatusCode.ShouldBe(status, user.Email);
        }

        (await (await lan.Http.DeleteAsync($"/api/posts/{slug}/comments/99", Cancel)).ShouldBeProblemAsync(HttpStatusCode.NotFound))
            .Number("status").ShouldBe(404);
    }

    [Fact]
    public async Task A_parent_on_another_post_is_no_parent()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var elsewhere = await lan.CommentAsync(await lan.PublishAsync("One"));
        var slug = await lan.PublishAsync("Two");

        using var response = await lan.PostAsync($"/api/posts/{slug}/comments", new { markdown = "hello", parentId = elsewhere });

        await response.ShouldBeInvalidAsync("parentId");
    }

    [Fact]
    public async Task What_cannot_be_taken_is_a_problem_and_tells_nobody()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        using var nobody = app.Anonymous();
        var slug = await lan.PublishAsync();

        foreach (var markdown in new[] { null, "", " \n\t ", "\u200B\u200D", new string('a', 10_001), "nul\0", "seen as \u202Egnp.exe", "\uFFFD" })
        {
            using var response = await minh.PostAsync($"/api/posts/{slug}/comments", new { markdown });
            await response.ShouldBeInvalidAsync("markdown");
        }

        foreach (var body in new[] { "", "null", "no JSON", "[]", """{"markdown":"\ud800"}""", """{"markdown":5}""", """{"markdown":"x","parentId":"1"}""" })
        {
            using var response = await minh.Http.PostAsync(
                $"/api/posts/{slug}/comments", new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
            await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        }

        await (await nobody.PostAsync($"/api/posts/{slug}/comments", new { markdown = "hello" })).ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        await (await minh.PostAsync("/api/posts/no-such-post/comments", new { markdown = "hello" })).ShouldBeProblemAsync(HttpStatusCode.NotFound);
        (await lan.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(0);
        (await lan.GetJsonAsync($"/api/posts/{slug}/comments")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_longest_comment_and_every_script_of_the_world_are_taken()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var slug = await lan.PublishAsync();

        await lan.CommentAsync(slug, new string('ố', 10_000));
        await lan.CommentAsync(slug, "Xin chào 👩‍👩‍👧 مرحبا שלום नमस्ते ไทย می‌خواهم");
    }

    [Fact]
    public async Task One_comment_mentions_twenty_people_at_most()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var users = new List<TestUser>();
        for (var i = 0; i < 22; i++)
        {
            users.Add(await app.RegisterAsync($"reader{i}"));
        }

        await lan.CommentAsync(await lan.PublishAsync(), string.Join(' ', Enumerable.Range(0, 22).Select(i => $"@reader{i}")));

        var told = 0L;
        foreach (var user in users)
        {
            told += (await user.GetJsonAsync("/api/notifications")).Number("latest");
        }

        told.ShouldBe(20);
    }
}

using System.Net;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Reactions;

[Trait("Category", "Integration")]
public sealed class ReactionsApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("reactions")]
    [InlineData("comments/1/reactions")]
    public async Task A_user_reacts_once_with_each_kind_and_takes_it_back(string subject)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        using var nobody = app.Anonymous();
        var slug = await lan.PublishAsync();
        await lan.CommentAsync(slug);
        var path = $"/api/posts/{slug}/{subject}";

        await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            using var response = await minh.PostAsync(path, new { kind = "like" });
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }));
        using var second = await minh.PostAsync(path, new { kind = "think" });
        using var other = await lan.PostAsync(path, new { kind = "like" });

        (await CountsAsync(minh, path)).ShouldBe(["like 2 mine", "think 1 mine"]);
        (await CountsAsync(nobody, path)).ShouldBe(["like 2", "think 1"]);
        (await (await nobody.GetAsync($"/posts/{slug}")).Content.ReadAsStringAsync(Cancel)).ShouldContain("Like: ");

        using var gone = await minh.Http.DeleteAsync($"{path}/like", Cancel);
        using var again = await minh.Http.DeleteAsync($"{path}/like", Cancel);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CountsAsync(nobody, path)).ShouldBe(["like 1", "think 1"]);
        (await minh.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(0);
    }

    [Fact]
    public async Task What_a_reader_does_not_see_has_no_counts_for_them()
    {
        await using var app = BlogApplication.Start();
        using var admin = await app.RegisterAsync("admin");
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var slug = await lan.PublishAsync();
        var (hidden, deleted) = (await lan.CommentAsync(slug), await lan.CommentAsync(slug));
        foreach (var comment in new[] { hidden, deleted })
        {
            (await minh.PostAsync(PathOf(comment), new { kind = "like" })).EnsureSuccessStatusCode();
        }

        (await admin.PostAsync($"/api/moderation/comments/{hidden}/hide", new { })).EnsureSuccessStatusCode();
        (await lan.Http.DeleteAsync($"/api/posts/{slug}/comments/{deleted}", Cancel)).EnsureSuccessStatusCode();

        foreach (var comment in new[] { hidden, deleted, deleted + 1 })
        {
            await (await minh.GetAsync(PathOf(comment))).ShouldBeProblemAsync(HttpStatusCode.NotFound);
        }

        (await CountsAsync(lan, PathOf(hidden))).ShouldBe(["like 1"]);

        string PathOf(int comment) => $"/api/posts/{slug}/comments/{comment}/reactions";
    }

    [Fact]
    public async Task What_cannot_be_reacted_to_or_with_is_a_problem()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        using var nobody = app.Anonymous();
        var slug = await lan.PublishAsync();
        var elsewhere = await lan.PublishAsync("Another");
        var comment = await lan.CommentAsync(elsewhere);
        using var draft = await lan.PostAsync("/api/posts", new { title = "A secret", markdown = "…" });

        await (await nobody.PostAsync($"/api/posts/{slug}/reactions", new { kind = "like" })).ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        await (await minh.PostAsync($"/api/posts/{slug}/reactions", new { kind = "hate" })).ShouldBeInvalidAsync("kind");
        await (await minh.PostAsync("/api/posts/a-secret/reactions", new { kind = "like" })).ShouldBeProblemAsync(HttpStatusCode.NotFound);
        await (await minh.PostAsync($"/api/posts/{slug}/comments/{comment}/reactions", new { kind = "like" })).ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    private static async Task<IReadOnlyList<string>> CountsAsync(TestUser user, string path) =>
    [
        .. (await user.GetJsonAsync(path)).GetProperty("items").EnumerateArray()
            .Select(item => $"{item.Text("kind")} {item.Number("count")}{(item.GetProperty("mine").GetBoolean() ? " mine" : "")}"),
    ];
}

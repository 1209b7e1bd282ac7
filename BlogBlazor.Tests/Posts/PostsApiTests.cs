using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Posts;

[Trait("Category", "Integration")]
public sealed class PostsApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_post_is_answered_with_201_and_its_address()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        using var response = await lan.PostAsync("/api/posts", new
        {
            title = "Đăng bài đầu tiên!",
            markdown = "# Chào\n\nXin **chào**.",
            summary = "Một bài",
            tags = new[] { "Blazor", "Tiếng Việt" },
            publish = true,
        });

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        var post = await TestUser.ReadAsync(response);
        post.Number("id").ShouldBe(1);
        post.Text("slug").ShouldBe("dang-bai-dau-tien");
        post.Text("html")!.ShouldContain("<strong>chào</strong>");
        post.GetProperty("author").Text("handle").ShouldBe("lan");
        post.GetProperty("tags").EnumerateArray().Select(tag => tag.Text("slug")).ShouldBe(["blazor", "tieng-viet"]);
        using var nobody = app.Anonymous();
        var read = await nobody.GetJsonAsync(new Uri(app.Address, response.Headers.Location!).PathAndQuery);
        read.Text("title").ShouldBe("Đăng bài đầu tiên!");
    }

    [Fact]
    public async Task A_title_in_another_script_and_one_without_letters_have_addresses_too()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");

        foreach (var title in new[] { "日本語のタイトル", "🎉", "🎉", new string('x', 200) })
        {
            using var response = await lan.PostAsync("/api/posts", new { title, markdown = "text", publish = true });
            response.StatusCode.ShouldBe(HttpStatusCode.Created);
            var slug = (await TestUser.ReadAsync(response)).Text("slug")!;
            using var read = await lan.GetAsync(new Uri(app.Address, response.Headers.Location!).PathAndQuery);
            read.StatusCode.ShouldBe(HttpStatusCode.OK);
            using var comment = await minh.PostAsync($"/api/posts/{Uri.EscapeDataString(slug)}/comments", new { markdown = "hello" });
            comment.StatusCode.ShouldBe(HttpStatusCode.Created);
            new Uri(app.Address, comment.Headers.Location!).AbsolutePath.ShouldBe("/posts/" + Uri.EscapeDataString(slug));
            using var page = await lan.GetAsync("/posts/" + Uri.EscapeDataString(slug));
            page.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_token_writes_as_well_as_a_cookie()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var script = app.Anonymous();
        script.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await lan.TokenAsync());

        var slug = await script.PublishAsync();

        (await script.GetJsonAsync($"/api/posts/{slug}")).GetProperty("author").Text("handle").ShouldBe("lan");
    }

    [Fact]
    public async Task Only_its_author_and_administrators_change_or_delete_a_post()
    {
        await using var app = BlogApplication.Start();
        using var admin = await app.RegisterAsync("admin");
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        using var nobody = app.Anonymous();
        var slug = await lan.PublishAsync("Mine");
        var change = new { title = "Changed", markdown = "New text." };

        foreach (var (user, status) in new[] { (nobody, HttpStatusCode.Unauthorized), (minh, HttpStatusCode.Forbidden) })
        {
            await (await user.Http.PutAsJsonAsync($"/api/posts/{slug}", change, Cancel)).ShouldBeProblemAsync(status);
            await (await user.Http.DeleteAsync($"/api/posts/{slug}", Cancel)).ShouldBeProblemAsync(status);
        }

        (await lan.GetJsonAsync($"/api/posts/{slug}")).Text("title").ShouldBe("Mine");
        using var changed = await lan.Http.PutAsJsonAsync($"/api/posts/{slug}", change, Cancel);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        var post = await lan.GetJsonAsync($"/api/posts/{slug}");
        post.Text("title").ShouldBe("Changed");
        post.Text("publishedAt").ShouldNotBeNull();
        using var deleted = await admin.Http.DeleteAsync($"/api/posts/{slug}", Cancel);
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await (await lan.GetAsync($"/api/posts/{slug}")).ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Drafts_are_invisible_to_others_wherever_they_look()
    {
        await using var app = BlogApplication.Start();
        using var admin = await app.RegisterAsync("admin");
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        using var nobody = app.Anonymous();
        using var response = await lan.PostAsync("/api/posts", new { title = "Secret plan", markdown = "hush", tags = new[] { "plans" } });
        var slug = (await TestUser.ReadAsync(response)).Text("slug");

        foreach (var user in new[] { nobody, minh })
        {
            (await user.GetAsync($"/api/posts/{slug}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await user.GetAsync($"/api/posts/{slug}/comments")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await user.GetAsync($"/posts/{slug}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await user.GetJsonAsync("/api/posts?q=secret")).Number("total").ShouldBe(0);
            foreach (var page in new[] { "/", "/tags", "/tags/plans", "/authors/lan" })
            {
                (await (await user.GetAsync(page)).Content.ReadAsStringAsync(Cancel)).ShouldNotContain("Secret plan");
            }
        }

        (await minh.PostAsync($"/api/posts/{slug}/comments", new { markdown = "seen" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await minh.Http.PutAsJsonAsync($"/api/posts/{slug}", new { title = "x", markdown = "x" }, Cancel))
            .StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await minh.Http.DeleteAsync($"/api/posts/{slug}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await lan.GetAsync($"/api/posts/{slug}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await admin.GetAsync($"/api/posts/{slug}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_list_is_newest_first_in_pages_by_tag_and_by_words()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        for (var i = 1; i <= 5; i++)
        {
            using var created = await lan.PostAsync("/api/posts", new
            {
                title = $"Post {i}",
                markdown = i == 3 ? "about 100% coffee_time" : "about tea",
                tags = i % 2 == 0 ? new[] { "Even" } : [],
                publish = true,
            });
        }

        var page = await lan.GetJsonAsync("/api/posts?page=2&pageSize=2");
        Titles(page).ShouldBe(["Post 3", "Post 2"]);
        page.Number("total").ShouldBe(5);
        page.Number("pages").ShouldBe(3);
        Titles(await lan.GetJsonAsync("/api/posts?tag=even")).ShouldBe(["Post 4", "Post 2"]);
        Titles(await lan.GetJsonAsync("/api/posts?tag=none")).ShouldBeEmpty();
        Titles(await lan.GetJsonAsync("/api/posts?q=coffee")).ShouldBe(["Post 3"]);
        Titles(await lan.GetJsonAsync("/api/posts?q=100%25")).ShouldBe(["Post 3"]);
        Titles(await lan.GetJsonAsync("/api/posts?q=tea&tag=even")).ShouldBe(["Post 4", "Post 2"]);
        Titles(await lan.GetJsonAsync("/api/posts?q=tea&page=2&pageSize=3")).ShouldBe(["Post 1"]);
        Titles(await lan.GetJsonAsync("/api/posts?q=_")).ShouldBeEmpty();
        Titles(await lan.GetJsonAsync("/api/posts?page=9")).ShouldBeEmpty();
        Titles(await lan.GetJsonAsync("/api/posts?page=2147483647&pageSize=50")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("?page=0")]
    [InlineData("?page=-1")]
    [InlineData("?page=one")]
    [InlineData("?page=99999999999")]
    [InlineData("?pageSize=0")]
    [InlineData("?pageSize=51")]
    public async Task Pages_that_cannot_be_are_a_problem_of_400(string query)
    {
        await using var app = BlogApplication.Start();
        using var nobody = app.Anonymous();

        await (await nobody.GetAsync("/api/posts" + query)).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }

    private static IEnumerable<string?> Titles(System.Text.Json.JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.Text("title"));
}

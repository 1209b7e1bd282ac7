using System.Net;
using System.Net.Http.Headers;
using BlogBlazor.Data;
using BlogBlazor.Posts;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Idempotency;

/// <summary>A request that is sent again with its key does nothing more, and is answered as before.</summary>
[Trait("Category", "Integration")]
public sealed class IdempotencyTests
{
    private const string Key = "8e03978e-40d5-43dd-bc93-6894a57f9324";

    private static readonly object Comment = new { markdown = "Well *said* @minh." };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/posts", HttpStatusCode.Created)]
    [InlineData("/api/posts/a-post/comments", HttpStatusCode.Created)]
    [InlineData("/api/notifications/send", HttpStatusCode.Accepted)]
    public async Task The_second_time_nothing_happens_and_the_answer_is_the_same(string path, HttpStatusCode status)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        await lan.PublishAsync();
        var body = new { title = "Một bài", tags = new[] { "b", "a" }, markdown = "Hello @minh", to = "minh", message = "Hello", publish = true };
        using var first = await lan.PostAsync(path, body, Key);
        var before = await CountAsync(app);

        using var second = await lan.PostAsync(path, body, Key);
        using var quoted = await lan.PostAsync(path, body, $"\"{Key}\"");

        first.StatusCode.ShouldBe(status);
        await ShouldBeSameAsync(second, first);
        await ShouldBeSameAsync(quoted, first);
        (await CountAsync(app)).ShouldBe(before);
    }

    [Fact]
    public async Task A_mark_that_is_sent_again_leaves_unread_what_was_set_unread_since()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync((await lan.ProfileAsync()).Id, "One.");
        using var first = await lan.PostAsync("/api/notifications/read", new { ids = new[] { 1 } }, Key);
        using var unread = await lan.PostAsync("/api/notifications/unread", new { ids = new[] { 1 } });

        using var again = await lan.PostAsync("/api/notifications/read", new { ids = new[] { 1 } }, Key);

        (await TestUser.ReadAsync(first)).Number("unread").ShouldBe(0);
        (await TestUser.ReadAsync(unread)).Number("unread").ShouldBe(1);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await TestUser.ReadAsync(await lan.GetAsync("/api/notifications/unread-count"))).Number("unread").ShouldBe(1);
        using var another = await lan.PostAsync("/api/notifications/read", new { upTo = 1 }, Key);
        another.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Twenty_at_the_same_time_are_one()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var slug = await lan.PublishAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => minh.PostAsync($"/api/posts/{slug}/comments", Comment, Key)));

        using var afterwards = await minh.PostAsync($"/api/posts/{slug}/comments", Comment, Key);
        answers.ShouldContain(answer => answer.StatusCode == HttpStatusCode.Created);
        foreach (var answer in answers)
        {
            if (answer.StatusCode == HttpStatusCode.Conflict)
            {
                await answer.ShouldBeProblemAsync(HttpStatusCode.Conflict);
            }
            else
            {
                await ShouldBeSameAsync(answer, afterwards);
            }
        }

        (await CountAsync(app)).ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task While_the_first_is_at_work_a_second_is_a_conflict()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var slug = await lan.PublishAsync();
        await using var db = await OpenAsync(app);
        Task<HttpResponseMessage>[] both;
        HttpResponseMessage early;
        await using (var write = await db.BeginWriteAsync(Cancel))
        {
            await write.LockAsync(Post.LockOf(slug), Cancel);
            both = [.. Enumerable.Range(0, 2).Select(_ => lan.PostAsync($"/api/posts/{slug}/comments", Comment, Key))];
            early = await await Task.WhenAny(both).WaitAsync(TestSocket.Patience, Cancel);
        }

        await early.ShouldBeProblemAsync(HttpStatusCode.Conflict);
        var answers = await Task.WhenAll(both);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        (await CountAsync(app)).Comments.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_key_of_another_user_or_on_another_post_is_another_key()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var (one, two) = (await lan.PublishAsync("One"), await lan.PublishAsync("Two"));

        foreach (var (user, slug) in new[] { (lan, one), (minh, one), (lan, two) })
        {
            using var response = await user.PostAsync($"/api/posts/{slug}/comments", Comment, Key);
            response.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        (await CountAsync(app)).Comments.ShouldBe(3);
    }

    [Fact]
    public async Task A_key_belongs_to_the_user_however_they_signed_in()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var byToken = app.Anonymous();
        byToken.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await lan.TokenAsync());
        var slug = await lan.PublishAsync();
        using var first = await byToken.PostAsync($"/api/posts/{slug}/comments", Comment, Key);

        using var second = await lan.PostAsync($"/api/posts/{slug}/comments", Comment, Key);

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        await ShouldBeSameAsync(second, first);
        (await CountAsync(app)).Comments.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var slug = await lan.PublishAsync();
        using var first = await lan.PostAsync($"/api/posts/{slug}/comments", Comment, Key);

        using var other = await lan.PostAsync($"/api/posts/{slug}/comments", new { markdown = "Something else." }, Key);

        await other.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity);
        using var again = await lan.PostAsync($"/api/posts/{slug}/comments", Comment, Key);
        await ShouldBeSameAsync(again, first);
        (await CountAsync(app)).Comments.ShouldBe(1);
    }

    [Fact]
    public async Task The_answer_stays_the_same_when_what_was_made_is_changed_or_gone()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var draft = new { title = "A draft", markdown = "Some text." };
        using var post = await lan.PostAsync("/api/posts", draft, Key);
        using var comment = await lan.PostAsync("/api/posts/a-draft/comments", Comment, Key);
        using var deleted = await lan.Http.DeleteAsync("/api/posts/a-draft", Cancel);
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        using var postAgain = await lan.PostAsync("/api/posts", draft, Key);
        using var commentAgain = await lan.PostAsync("/api/posts/a-draft/comments", Comment, Key);

        await ShouldBeSameAsync(postAgain, post);
        await ShouldBeSameAsync(commentAgain, comment);
        (await CountAsync(app)).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task What_failed_may_be_tried_again_with_its_key()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var notFound = await lan.PostAsync("/api/posts/a-post/comments", Comment, Key);
        await lan.PublishAsync();
        using var invalid = await lan.PostAsync("/api/posts", new { title = "", markdown = "Some text." }, Key);
        using var toNobody = await lan.PostAsync("/api/notifications/send", new { to = "minh", message = "Hello" }, Key);
        using var minh = await app.RegisterAsync("minh");

        using var found = await lan.PostAsync("/api/posts/a-post/comments", Comment, Key);
        using var valid = await lan.PostAsync("/api/posts", new { title = "Now", markdown = "Some text." }, Key);
        using var toMinh = await lan.PostAsync("/api/notifications/send", new { to = "minh", message = "Hello" }, Key);

        await notFound.ShouldBeProblemAsync(HttpStatusCode.NotFound);
        await invalid.ShouldBeInvalidAsync("title");
        await toNobody.ShouldBeInvalidAsync("to");
        found.StatusCode.ShouldBe(HttpStatusCode.Created);
        valid.StatusCode.ShouldBe(HttpStatusCode.Created);
        toMinh.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    /// <summary>What is posted, commented and notified.</summary>
    private static async Task<(int Posts, int Comments, int Notifications)> CountAsync(BlogApplication app)
    {
        await using var db = await OpenAsync(app);
        return (await db.Posts.CountAsync(Cancel), await db.Comments.CountAsync(Cancel), await db.Notifications.CountAsync(Cancel));
    }

    private static Task<BlogDbContext> OpenAsync(BlogApplication app) =>
        app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);

    private static async Task ShouldBeSameAsync(HttpResponseMessage answer, HttpResponseMessage first)
    {
        answer.StatusCode.ShouldBe(first.StatusCode);
        answer.Headers.Location.ShouldBe(first.Headers.Location);
        answer.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldBe(await first.Content.ReadAsStringAsync(Cancel));
    }
}

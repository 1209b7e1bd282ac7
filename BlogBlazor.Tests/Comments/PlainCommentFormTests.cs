using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using BlogBlazor.Comments;
using BlogBlazor.Data;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Comments;

/// <summary>The comment form where there is no circuit: before signing in, and without JavaScript.</summary>
[Trait("Category", "Integration")]
public sealed class PlainCommentFormTests : IAsyncLifetime
{
    private readonly BlogApplication _app = BlogApplication.Start();
    private TestUser _lan = null!, _minh = null!;
    private string _slug = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _lan = await _app.RegisterAsync("lan");
        _minh = await _app.RegisterAsync("minh");
        _slug = await _lan.PublishAsync("Đăng bài");
    }

    public async ValueTask DisposeAsync()
    {
        _lan.Dispose();
        _minh.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task What_is_typed_before_signing_in_is_in_the_form_afterwards()
    {
        using var reader = _app.Anonymous();
        using var sent = await SendAsync(reader, ("markdown", "Chào bạn & <b>"));

        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var login = sent.Headers.Location!.OriginalString;
        login.ShouldStartWith("/account/login?returnUrl=");
        var form = await PageForm.OpenAsync(reader, login);
        using var wrong = await form.SubmitAsync(("Email", "minh@example.com"), ("Password", "wrong"));
        using var signedIn = await (await PageForm.OpenAsync(reader, login)).SubmitAsync(
            ("Email", "minh@example.com"), ("Password", BlogApplication.Password), ("Remember", "true"));
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        var page = await OpenAsync(reader, new Uri(reader.Http.BaseAddress!, signedIn.Headers.Location!).PathAndQuery);
        TextIn(page).ShouldBe("Chào bạn & <b>");
        using var second = await SendAsync(reader, [.. FieldsOf(page)]);
        second.Headers.Location!.OriginalString.ShouldEndWith("?comment=1#comment-1");
        TextIn(await OpenAsync(reader, new Uri(reader.Http.BaseAddress!, signedIn.Headers.Location!).PathAndQuery)).ShouldBe("", "It was sent.");
    }

    [Fact]
    public async Task Without_JavaScript_who_is_signed_in_comments_by_the_plain_form()
    {
        var page = await OpenAsync(_minh, Page);

        using var sent = await SendAsync(_minh, [.. FieldsOf(page).Where(f => f.Name != "markdown"), ("markdown", "Plainly said.")]);

        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var after = await OpenAsync(_minh, sent.Headers.Location!.OriginalString);
        after.QuerySelector("#comment-1 .prose")!.TextContent.Trim().ShouldBe("Plainly said.");
        (await _lan.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_be_taken_comes_back_with_a_message()
    {
        var page = await OpenAsync(_minh, Page);
        var tooLong = new string('a', 10_001);

        using var sent = await SendAsync(_minh, [.. FieldsOf(page).Where(f => f.Name != "markdown"), ("markdown", tooLong)]);

        var after = await OpenAsync(_minh, sent.Headers.Location!.OriginalString);
        TextIn(after).ShouldBe(tooLong);
        after.QuerySelector(".comment-form [role=alert]")!.TextContent.ShouldBe("At most 10000 characters; this has 10001.");
    }

    [Fact]
    public async Task A_form_of_another_site_posts_nothing_in_the_name_of_who_is_signed_in()
    {
        using var forged = await SendAsync(_minh, ("markdown", "I did not write this."));

        (await _lan.GetJsonAsync($"/api/posts/{_slug}/comments")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_typed_just_leads_to_signing_in_and_a_book_is_refused()
    {
        using var reader = _app.Anonymous();
        using var nothing = await SendAsync(reader, ("markdown", " "));
        using var book = await SendAsync(reader, ("markdown", new string('a', 20_001)));

        Uri.UnescapeDataString(nothing.Headers.Location!.OriginalString).ShouldEndWith("#comments");
        nothing.Headers.Location!.OriginalString.ShouldNotContain("draft");
        book.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Nothing_is_kept_for_a_post_that_nobody_can_comment_on()
    {
        using var reader = _app.Anonymous();
        using var draft = await _lan.PostAsync("/api/posts", new { title = "A secret", markdown = "…" });
        var closed = await _lan.PublishAsync("Closed");
        (await _lan.PutAsync($"/api/posts/{closed}/comments/closed", new { closed = true })).EnsureSuccessStatusCode();

        using var unknown = await SendToAsync(reader, "no-such-post", ("markdown", "Kept?"));
        using var hidden = await SendToAsync(reader, "a-secret", ("markdown", "Kept?"));
        using var late = await SendToAsync(reader, closed, ("markdown", "Kept?"));

        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        late.Headers.Location!.OriginalString.ShouldBe($"/posts/{closed}#comments", "It says there that comments are closed.");
        await using var db = await OpenDatabaseAsync();
        (await db.CommentDrafts.CountAsync(Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task However_many_are_sent_only_the_newest_are_kept()
    {
        await using (var db = await OpenDatabaseAsync())
        {
            db.AddRange(Enumerable.Range(1, CommentDrafts.MaxKept + 1).Select(minutes => new CommentDraft
            {
                Markdown = $"{minutes} minutes ago",
                CreatedAt = DateTime.UtcNow.AddMinutes(-minutes),
            }));
            await db.SaveChangesAsync(Cancel);
        }

        using var reader = _app.Anonymous();
        using var sent = await SendAsync(reader, ("markdown", "Now"));

        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await using var after = await OpenDatabaseAsync();
        (await after.CommentDrafts.CountAsync(Cancel)).ShouldBe(CommentDrafts.MaxKept);
        var newest = await after.CommentDrafts.OrderByDescending(d => d.CreatedAt).Select(d => d.Markdown).Take(2).ToListAsync(Cancel);
        newest.ShouldBe(["Now", "1 minutes ago"]);
    }

    private Task<BlogDbContext> OpenDatabaseAsync() =>
        _app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);

    private string Page => $"/posts/{_slug}";

    private Task<HttpResponseMessage> SendAsync(TestUser user, params (string Name, string Value)[] fields) => SendToAsync(user, _slug, fields);

    private static Task<HttpResponseMessage> SendToAsync(TestUser user, string slug, params (string Name, string Value)[] fields) => user.Http.PostAsync(
        $"/posts/{slug}/comments", new FormUrlEncodedContent(fields.ToDictionary(f => f.Name, f => f.Value)), Cancel);

    private static async Task<IHtmlDocument> OpenAsync(TestUser user, string path)
    {
        using var response = await user.GetAsync(path.Split('#')[0]);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync(Cancel), Cancel);
    }

    private static IEnumerable<(string Name, string Value)> FieldsOf(IHtmlDocument page) =>
        page.QuerySelectorAll(".comment-form input").OfType<IHtmlInputElement>().Select(input => (input.Name!, input.Value))
            .Append(("markdown", TextIn(page)));

    private static string TextIn(IHtmlDocument page) => ((IHtmlTextAreaElement)page.QuerySelector(".comment-form textarea")!).Value;
}

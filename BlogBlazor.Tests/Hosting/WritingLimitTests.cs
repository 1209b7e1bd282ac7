using System.Net;
using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Hosting;
using BlogBlazor.Localization;
using BlogBlazor.Moderation;
using BlogBlazor.Posts.Editing;
using BlogBlazor.Reactions;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Hosting;

/// <summary>What is done on a page that is open, which no request counts.</summary>
[Trait("Category", "Integration")]
public sealed class WritingLimitTests : IAsyncLifetime
{
    private readonly BlogApplication _app = BlogApplication.Start(new Dictionary<string, string> { ["RateLimits:Enabled"] = "true" });
    private TestUser _browser = null!;
    private AsyncServiceScope _circuit;
    private CurrentUser _lan = null!;
    private string _slug = "";
    private int _comment;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var minh = await _app.RegisterAsync("minh");
        _slug = await minh.PublishAsync();
        _comment = await minh.CommentAsync(_slug);
        _browser = await _app.RegisterAsync("lan");
        _lan = new CurrentUser((await _browser.ProfileAsync()).Id, "lan", "lan", IsAdministrator: false);
        _circuit = _app.Services.CreateAsyncScope();
    }

    public async ValueTask DisposeAsync()
    {
        await _circuit.DisposeAsync();
        _browser.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Who_reacts_without_end_is_stopped()
    {
        var reactions = Get<ReactionService>();
        await Should.ThrowAsync<TooFastException>(async () =>
        {
            for (var click = 0; click <= 2 * RateLimitPolicies.WritingPerMinute; click++)
            {
                await reactions.SetAsync(_lan, _slug, null, ReactionKind.Like, wanted: click % 2 == 0, Cancel);
            }
        });
    }

    [Fact]
    public async Task It_stops_all_that_others_see_and_nobody_else()
    {
        Get<WritingLimit>().Exhaust(_lan);

        await ShouldBeTooFastAsync(Get<CommentService>().AddAsync(_lan, _slug, new CommentInput("More."), Cancel));
        await ShouldBeTooFastAsync(Get<CommentService>().EditAsync(_lan, _slug, _comment, new CommentInput("More."), Cancel));
        await ShouldBeTooFastAsync(Get<ReactionService>().SetAsync(_lan, _slug, _comment, ReactionKind.Like, wanted: true, Cancel));
        await ShouldBeTooFastAsync(Get<ReportService>().ReportAsync(_lan, _slug, _comment, new ReportInput("It is rude."), Cancel));
        await ShouldBeTooFastAsync(Get<ReportService>().BlockAsync(_lan, "minh", blocked: true, Cancel));
        var admin = _lan with { Id = "another" };
        (await Get<ReportService>().BlockAsync(admin, "nobody", blocked: true, Cancel)).ShouldBeFalse();

        static async Task ShouldBeTooFastAsync(Task writing) =>
            (await Should.ThrowAsync<TooFastException>(writing)).Errors[""].ShouldBe(["You are writing too fast. Please wait a moment."]);
    }

    [Fact]
    public async Task What_is_typed_in_the_editor_is_saved_all_the_same()
    {
        Get<WritingLimit>().Exhaust(_lan);

        var content = new EditorContent("Đà Lạt", "Text.", "", [], "");
        (await Get<EditorService>().SaveAsync(_lan, new SaveRequest(content, null, SaveFor.Autosave), Cancel)).Post.ShouldNotBeNull();
    }

    [Fact]
    public async Task Requests_are_limited_as_ever_and_what_else_the_user_did_is_no_reason_to_give_up()
    {
        for (var sent = 1; sent <= RateLimitPolicies.WritingPerMinute - 1; sent++)
        {
            (await ReactAsync()).ShouldBe(HttpStatusCode.OK);
        }

        Get<WritingLimit>().Exhaust(_lan);
        using var tooFast = await _browser.PostAsync($"/api/posts/{_slug}/reactions", new { kind = "like" });
        (await tooFast.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests)).Text("detail").ShouldBe("You are writing too fast. Please wait a moment.");
        (await ReactAsync()).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private T Get<T>()
        where T : notnull => _circuit.ServiceProvider.GetRequiredService<T>();

    private async Task<HttpStatusCode> ReactAsync()
    {
        using var response = await _browser.PostAsync($"/api/posts/{_slug}/reactions", new { kind = "like" });
        return response.StatusCode;
    }
}

internal static class WritingLimitExtensions
{
    /// <summary>As who has written all that may be written in a minute.</summary>
    public static void Exhaust(this WritingLimit limit, CurrentUser user) => Should.Throw<TooFastException>(() =>
    {
        for (var written = 0; written <= 2 * RateLimitPolicies.WritingPerMinute; written++)
        {
            limit.ThrowIfTooFast(user.Id);
        }
    });
}

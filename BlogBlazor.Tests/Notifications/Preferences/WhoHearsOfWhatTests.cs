using System.Net;
using BlogBlazor.Data;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Preferences;

/// <summary>Each person hears of what they are meant for, follow or chose, once, and of nothing that they muted.</summary>
[Trait("Category", "Integration")]
public sealed class WhoHearsOfWhatTests : IAsyncLifetime
{
    private readonly BlogApplication _app = BlogApplication.Start();
    private TestUser _lan = null!;
    private TestUser _minh = null!;
    private TestUser _hoa = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _lan = await _app.RegisterAsync("lan");
        _minh = await _app.RegisterAsync("minh");
        _hoa = await _app.RegisterAsync("hoa");
    }

    public async ValueTask DisposeAsync()
    {
        _lan.Dispose();
        _minh.Dispose();
        _hoa.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Who_follows_an_author_hears_of_a_new_post_once_and_no_more_when_it_is_a_draft_again()
    {
        await FollowAsync(_minh, await UserAsync(_lan), FollowState.Following);
        await using var socket = await _minh.ConnectAsync("?after=0");

        var slug = await _lan.PublishAsync("News");
        (await socket.ReceiveAsync("notification")).Text("message").ShouldBe("lan published “News”");
        using var changed = await _lan.PutAsync($"/api/posts/{slug}", new { title = "News", markdown = "Other words.", publish = true });
        using var draft = await _lan.PutAsync($"/api/posts/{slug}", new { title = "News", markdown = "Other words.", publish = false });

        (await socket.ReceiveAsync("retract")).Number("id").ShouldBe(1);
        (await KindsAsync(_hoa)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_follows_a_post_hears_of_its_comments_and_who_is_meant_hears_once()
    {
        var slug = await _lan.PublishAsync();
        foreach (var follower in new[] { _minh, _hoa, _lan })
        {
            await FollowAsync(follower, "posts/1", FollowState.Following);
        }

        await _minh.CommentAsync(slug, "Hello");
        await _minh.CommentAsync(slug, "Hello @hoa");
        await AllAreToldAsync();

        (await KindsAsync(_hoa)).ShouldBe(["followed", "mention"], ignoreOrder: true);
        (await KindsAsync(_lan)).ShouldBe(["comment", "comment"]);
        (await KindsAsync(_minh)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_muted_post_and_a_muted_person_are_silent()
    {
        var (first, second) = (await _lan.PublishAsync("First"), await _lan.PublishAsync("Second"));
        await FollowAsync(_lan, "posts/1", FollowState.Muted);
        await FollowAsync(_lan, await UserAsync(_hoa), FollowState.Muted);

        await _minh.CommentAsync(first);
        await _hoa.CommentAsync(second, "@lan, look");
        await _minh.CommentAsync(second);

        (await KindsAsync(_lan)).ShouldBe(["comment"]);
    }

    [Fact]
    public async Task A_kind_that_was_switched_off_leaves_the_next_that_fits()
    {
        var slug = await _lan.PublishAsync();
        var comment = await _lan.CommentAsync(slug);
        await ChooseAsync(_lan, ("reply", Channels.None));

        await _minh.CommentAsync(slug, "An answer", comment);
        await ChooseAsync(_lan, ("comment", Channels.None));
        await _minh.CommentAsync(slug, "Another", comment);

        (await KindsAsync(_lan)).ShouldBe(["comment"]);
    }

    [Fact]
    public async Task What_is_wanted_by_push_only_uses_its_number_and_shows_nowhere_in_the_app()
    {
        var slug = await _lan.PublishAsync();
        await ChooseAsync(_lan, ("comment", Channels.Push));
        await using var socket = await _lan.ConnectAsync("?after=0");

        // Without a browser that takes pushes there is no way to them at all.
        await SettingsAsync(_lan, settings => settings.HasPush = false);
        await _minh.CommentAsync(slug, "lost on purpose");
        await SettingsAsync(_lan, settings => settings.HasPush = true);
        await _minh.CommentAsync(slug, "by push");
        await _app.NotifyAsync((await _lan.ProfileAsync()).Id, "in the app");

        (await socket.ReceiveAsync("retract")).Number("id").ShouldBe(1);
        var shown = await socket.ReceiveAsync("notification");
        shown.Number("id").ShouldBe(2);
        shown.Number("unread").ShouldBe(1);
        (await _lan.GetJsonAsync("/api/notifications")).Ids().ShouldBe([2]);
        await using var db = await DatabaseAsync();
        var inbox = await db.Inboxes.SingleAsync(Cancel);
        inbox.PushDueAt.ShouldNotBeNull();
        inbox.EmailDueAt.ShouldBeNull();
    }

    [Fact]
    public async Task Everyone_hears_an_announcement_and_administrators_theirs()
    {
        // The first who registered is the administrator.
        using var all = await _lan.PostAsync("/api/notifications/send", new { audience = "everyone", message = "The site moves." });
        using var some = await _lan.PostAsync("/api/notifications/send", new { audience = "administrators", message = "Back up first." });
        all.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await AllAreToldAsync();

        (await KindsAsync(_lan)).ShouldBe(["announcement", "announcement"]);
        (await KindsAsync(_minh)).ShouldBe(["announcement"]);
        await (await _lan.PostAsync("/api/notifications/send", new { audience = "nobody", message = "Hello" })).ShouldBeInvalidAsync("audience");
    }

    [Fact]
    public async Task A_report_reaches_the_administrators_and_a_decision_the_author()
    {
        var slug = await _lan.PublishAsync();
        var comment = await _minh.CommentAsync(slug);
        using var report = await _hoa.PostAsync($"/api/posts/{slug}/comments/{comment}/reports", new { reason = "Rude" });
        report.IsSuccessStatusCode.ShouldBeTrue();
        await AllAreToldAsync();
        (await KindsAsync(_lan)).ShouldBe(["comment", "report"]);

        using var hidden = await _lan.PostAsync($"/api/moderation/comments/{comment}/hide", new { });
        hidden.IsSuccessStatusCode.ShouldBeTrue();
        (await KindsAsync(_minh)).ShouldBe(["taken-down"]);
        (await KindsAsync(_lan)).ShouldBeEmpty();

        using var approved = await _lan.PostAsync($"/api/moderation/comments/{comment}/approve", new { });
        (await KindsAsync(_minh)).ShouldBe(["approved"]);
        (await KindsAsync(_lan)).ShouldBe(["comment"]);
    }

    [Fact]
    public async Task What_one_chooses_on_the_page_is_kept()
    {
        var page = await PageForm.OpenAsync(_minh, "/account/notifications", "channels");
        var boxes = page.Page.QuerySelectorAll("tbody input[type=checkbox]");
        boxes.Length.ShouldBe(2 * PreferencesService.Choices.Count);

        var saved = await page.SubmitAndStayAsync(("Chosen", "comment Push"));

        saved.Notice("status").ShouldBe("Saved.");
        saved.Page.QuerySelectorAll("tbody input[checked]").Select(box => box.GetAttribute("value")).ShouldBe(["comment Push"]);
        await using (var db = await DatabaseAsync())
        {
            // What was not offered is as it was.
            (await db.NotificationPreferences.SingleAsync(p => p.Kind == "comment", Cancel)).Channels.ShouldBe(Channels.Push | Channels.Email);
        }

        var times = await PageForm.OpenAsync(_minh, "/account/notifications", "times");
        await times.SubmitAndStayAsync(("QuietFrom", "22:00"), ("QuietTo", "07:30"), ("TimeZone", "Asia/Ho_Chi_Minh"));
        var quiet = await (await PageForm.OpenAsync(_minh, "/account/notifications", "quiet-now")).SubmitAndStayAsync(("QuietHours", "8"));
        quiet.Page.QuerySelector("main")!.TextContent.ShouldContain("nothing disturbs you");
        await using var after = await DatabaseAsync();
        var settings = await after.NotificationSettings.SingleAsync(Cancel);
        (settings.QuietFrom, settings.QuietTo, settings.TimeZone).ShouldBe((new TimeOnly(22, 0), new TimeOnly(7, 30), "Asia/Ho_Chi_Minh"));
        settings.QuietUntil.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_form_without_a_tick_is_saved_too()
    {
        await ChooseAsync(_minh, [.. PreferencesService.Choices.Select(kind => (kind.ChosenAs, Channels.None))]);

        var saved = await (await PageForm.OpenAsync(_minh, "/account/notifications", "channels")).SubmitAndStayAsync();

        saved.Status.ShouldBe(HttpStatusCode.OK);
        saved.Notice("status").ShouldBe("Saved.");
        saved.Page.QuerySelectorAll("tbody input[checked]").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_one_follows_is_listed_and_can_be_left()
    {
        await _lan.PublishAsync("News");
        await FollowAsync(_minh, "posts/1", FollowState.Muted);
        await FollowAsync(_minh, await UserAsync(_lan), FollowState.Following);
        var page = await PageForm.OpenAsync(_minh, "/account/notifications", "follows");
        page.Page.QuerySelectorAll(".follow-list a").Select(a => a.GetAttribute("href")).ShouldBe(["/authors/lan", "/posts/news"]);

        var left = await page.SubmitAndStayAsync(("Subject", "posts/1"));

        left.Page.QuerySelectorAll(".follow-list a").Select(a => a.TextContent).ShouldBe(["lan"]);
    }

    private static async Task<string> UserAsync(TestUser user) => Follow.OfUser((await user.ProfileAsync()).Id);

    private async Task FollowAsync(TestUser user, string subject, FollowState state) =>
        await _app.Services.GetRequiredService<FollowService>().SetAsync((await user.ProfileAsync()).Id, subject, state, Cancel);

    private async Task ChooseAsync(TestUser user, params (string Kind, Channels Channels)[] choices) =>
        await _app.Services.GetRequiredService<PreferencesService>().ChooseAsync(
            (await user.ProfileAsync()).Id, choices.ToDictionary(choice => choice.Kind, choice => choice.Channels), Cancel);

    private async Task SettingsAsync(TestUser user, Action<NotificationSettings> change) =>
        await _app.Services.GetRequiredService<PreferencesService>().ChangeAsync((await user.ProfileAsync()).Id, change, Cancel);

    /// <summary>Until nothing waits to be handed out.</summary>
    private async Task AllAreToldAsync()
    {
        await using var db = await DatabaseAsync();
        while (await db.PendingFanOuts.AnyAsync(Cancel))
        {
            await Task.Yield();
        }
    }

    private static async Task<IEnumerable<string?>> KindsAsync(TestUser user) =>
        (await user.GetJsonAsync("/api/notifications")).GetProperty("items").EnumerateArray().Select(item => item.Text("kind")).ToList();

    private Task<BlogDbContext> DatabaseAsync() =>
        _app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
}

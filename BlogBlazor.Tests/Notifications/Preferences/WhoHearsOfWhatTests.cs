using System.Net;
using BlogBlazor.Data;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Preferences;

/// <summary>Each person hears of what they are meant for, follow or chose, once, and of nothing that they muted.</summary>
public sealed class WhoHearsOfWhatTests : ThreeUsersTests
{
    [Fact]
    public async Task Who_follows_an_author_hears_of_a_new_post_once_and_no_more_when_it_is_a_draft_again()
    {
        await FollowAsync(Minh, await UserAsync(Lan), FollowState.Following);
        await using var socket = await Minh.ConnectAsync("?after=0");

        var slug = await Lan.PublishAsync("News");
        (await socket.ReceiveAsync("notification")).Text("message").ShouldBe("lan published “News”");
        using var changed = await Lan.PutAsync($"/api/posts/{slug}", new { title = "News", markdown = "Other words.", publish = true });
        using var draft = await Lan.PutAsync($"/api/posts/{slug}", new { title = "News", markdown = "Other words.", publish = false });

        (await socket.ReceiveAsync("retract")).Number("id").ShouldBe(1);
        (await KindsAsync(Hoa)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_follows_a_post_hears_of_its_comments_and_who_is_meant_hears_once()
    {
        var slug = await Lan.PublishAsync();
        foreach (var follower in new[] { Minh, Hoa, Lan })
        {
            await FollowAsync(follower, "posts/1", FollowState.Following);
        }

        await Minh.CommentAsync(slug, "Hello");
        await Minh.CommentAsync(slug, "Hello @hoa");
        await AllAreToldAsync();

        (await KindsAsync(Hoa)).ShouldBe(["followed", "mention"], ignoreOrder: true);
        (await KindsAsync(Lan)).ShouldBe(["comment", "comment"]);
        (await KindsAsync(Minh)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_muted_post_and_a_muted_person_are_silent()
    {
        var (first, second) = (await Lan.PublishAsync("First"), await Lan.PublishAsync("Second"));
        await FollowAsync(Lan, "posts/1", FollowState.Muted);
        await FollowAsync(Lan, await UserAsync(Hoa), FollowState.Muted);

        await Minh.CommentAsync(first);
        await Hoa.CommentAsync(second, "@lan, look");
        await Minh.CommentAsync(second);

        (await KindsAsync(Lan)).ShouldBe(["comment"]);
    }

    [Fact]
    public async Task A_kind_that_was_switched_off_leaves_the_next_that_fits()
    {
        var slug = await Lan.PublishAsync();
        var comment = await Lan.CommentAsync(slug);
        await ChooseAsync(Lan, ("reply", Channels.None));

        await Minh.CommentAsync(slug, "An answer", comment);
        await ChooseAsync(Lan, ("comment", Channels.None));
        await Minh.CommentAsync(slug, "Another", comment);

        (await KindsAsync(Lan)).ShouldBe(["comment"]);
    }

    [Fact]
    public async Task What_is_wanted_by_push_only_uses_its_number_and_shows_nowhere_in_the_app()
    {
        var slug = await Lan.PublishAsync();
        await ChooseAsync(Lan, ("comment", Channels.Push));
        await using var socket = await Lan.ConnectAsync("?after=0");

        // Without a browser that takes pushes there is no way to them at all.
        await SettingsAsync(Lan, settings => settings.HasPush = false);
        await Minh.CommentAsync(slug, "lost on purpose");
        await SettingsAsync(Lan, settings => settings.HasPush = true);
        await Minh.CommentAsync(slug, "by push");
        await App.NotifyAsync((await Lan.ProfileAsync()).Id, "in the app");

        (await socket.ReceiveAsync("retract")).Number("id").ShouldBe(1);
        var shown = await socket.ReceiveAsync("notification");
        shown.Number("id").ShouldBe(2);
        shown.Number("unread").ShouldBe(1);
        (await Lan.GetJsonAsync("/api/notifications")).Ids().ShouldBe([2]);
        await using var db = await DatabaseAsync();
        var inbox = await db.Inboxes.SingleAsync(Cancel);
        inbox.PushDueAt.ShouldNotBeNull();
        inbox.EmailDueAt.ShouldBeNull();
    }

    [Fact]
    public async Task Everyone_hears_an_announcement_and_administrators_theirs()
    {
        // The first who registered is the administrator.
        using var all = await Lan.PostAsync("/api/notifications/send", new { audience = "everyone", message = "The site moves." });
        using var some = await Lan.PostAsync("/api/notifications/send", new { audience = "administrators", message = "Back up first." });
        all.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await AllAreToldAsync();

        (await KindsAsync(Lan)).ShouldBe(["announcement", "announcement"]);
        (await KindsAsync(Minh)).ShouldBe(["announcement"]);
        await (await Lan.PostAsync("/api/notifications/send", new { audience = "nobody", message = "Hello" })).ShouldBeInvalidAsync("audience");
    }

    [Fact]
    public async Task A_report_reaches_the_administrators_and_a_decision_the_author()
    {
        var slug = await Lan.PublishAsync();
        var comment = await Minh.CommentAsync(slug);
        using var report = await Hoa.PostAsync($"/api/posts/{slug}/comments/{comment}/reports", new { reason = "Rude" });
        report.IsSuccessStatusCode.ShouldBeTrue();
        await AllAreToldAsync();
        (await KindsAsync(Lan)).ShouldBe(["comment", "report"]);

        using var hidden = await Lan.PostAsync($"/api/moderation/comments/{comment}/hide", new { });
        hidden.IsSuccessStatusCode.ShouldBeTrue();
        (await KindsAsync(Minh)).ShouldBe(["taken-down"]);
        (await KindsAsync(Lan)).ShouldBeEmpty();

        using var approved = await Lan.PostAsync($"/api/moderation/comments/{comment}/approve", new { });
        (await KindsAsync(Minh)).ShouldBe(["approved"]);
        (await KindsAsync(Lan)).ShouldBe(["comment"]);
    }

    [Fact]
    public async Task What_one_chooses_on_the_page_is_kept()
    {
        var page = await PageForm.OpenAsync(Minh, "/account/notifications", "channels");
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

        var times = await PageForm.OpenAsync(Minh, "/account/notifications", "times");
        await times.SubmitAndStayAsync(("QuietFrom", "22:00"), ("QuietTo", "07:30"), ("TimeZone", "Asia/Ho_Chi_Minh"));
        var quiet = await (await PageForm.OpenAsync(Minh, "/account/notifications", "quiet-now")).SubmitAndStayAsync(("QuietHours", "8"));
        quiet.Page.QuerySelector("main")!.TextContent.ShouldContain("nothing disturbs you");
        await using var after = await DatabaseAsync();
        var settings = await after.NotificationSettings.SingleAsync(Cancel);
        (settings.QuietFrom, settings.QuietTo, settings.TimeZone).ShouldBe((new TimeOnly(22, 0), new TimeOnly(7, 30), "Asia/Ho_Chi_Minh"));
        settings.QuietUntil.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_form_without_a_tick_is_saved_too()
    {
        await ChooseAsync(Minh, [.. PreferencesService.Choices.Select(kind => (kind.ChosenAs, Channels.None))]);

        var saved = await (await PageForm.OpenAsync(Minh, "/account/notifications", "channels")).SubmitAndStayAsync();

        saved.Status.ShouldBe(HttpStatusCode.OK);
        saved.Notice("status").ShouldBe("Saved.");
        saved.Page.QuerySelectorAll("tbody input[checked]").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_one_follows_is_listed_and_can_be_left()
    {
        await Lan.PublishAsync("News");
        await FollowAsync(Minh, "posts/1", FollowState.Muted);
        await FollowAsync(Minh, await UserAsync(Lan), FollowState.Following);
        var page = await PageForm.OpenAsync(Minh, "/account/notifications", "follows");
        page.Page.QuerySelectorAll(".follow-list a").Select(a => a.GetAttribute("href")).ShouldBe(["/authors/lan", "/posts/news"]);

        var left = await page.SubmitAndStayAsync(("Subject", "posts/1"));

        left.Page.QuerySelectorAll(".follow-list a").Select(a => a.TextContent).ShouldBe(["lan"]);
    }

    private static async Task<string> UserAsync(TestUser user) => Follow.OfUser((await user.ProfileAsync()).Id);

    private async Task FollowAsync(TestUser user, string subject, FollowState state) =>
        await App.Services.GetRequiredService<FollowService>().SetAsync((await user.ProfileAsync()).Id, subject, state, Cancel);

    private async Task ChooseAsync(TestUser user, params (string Kind, Channels Channels)[] choices) =>
        await App.Services.GetRequiredService<PreferencesService>().ChooseAsync(
            (await user.ProfileAsync()).Id, choices.ToDictionary(choice => choice.Kind, choice => choice.Channels), Cancel);

    private async Task SettingsAsync(TestUser user, Action<NotificationSettings> change) =>
        await App.Services.GetRequiredService<PreferencesService>().ChangeAsync((await user.ProfileAsync()).Id, change, Cancel);

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
        App.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
}

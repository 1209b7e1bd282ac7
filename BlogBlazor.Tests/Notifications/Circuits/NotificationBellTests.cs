using BlogBlazor.Notifications.Circuits;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Notifications.Circuits;

public sealed class NotificationBellTests : BlogBunitContext
{
    [Theory]
    [InlineData("en", 0, "Notifications, none unread")]
    [InlineData("en", 1, "Notifications, 1 unread")]
    [InlineData("en", 2, "Notifications, 2 unread")]
    [InlineData("vi", 0, "Thông báo, đã đọc hết")]
    [InlineData("vi", 1, "Thông báo, 1 chưa đọc")]
    [InlineData("vi", 2, "Thông báo, 2 chưa đọc")]
    public async Task It_opens_the_newest_and_says_how_many_are_unread(string language, int unread, string label)
    {
        await Rows.NotifyAsync(Lan, unread);
        Speak(language);

        var bell = Render<NotificationBell>();

        var button = bell.FindButton(label);
        button.GetAttribute("popovertarget").ShouldBe(bell.FindRole("dialog").Id);
        button.Words().ShouldBe(unread == 0 ? "" : $"{unread}");
    }

    [Theory]
    [InlineData(99, "99")]
    [InlineData(100, "99+")]
    public async Task It_shows_at_most_99_and_says_the_whole_number(int unread, string shown)
    {
        await Rows.NotifyAsync(Lan, unread);

        var bell = Render<NotificationBell>();

        bell.FindButton($"Notifications, {unread} unread").Words().ShouldBe(shown);
    }

    [Fact]
    public async Task The_count_grows_when_one_arrives()
    {
        var bell = Render<NotificationBell>();
        await Notifications.StartAsync(null);

        await Rows.NotifyAsync(Lan, 1);

        bell.WaitForAssertion(() => bell.FindButton("Notifications, 1 unread"));
    }

    [Fact]
    public async Task The_count_falls_when_one_is_read_elsewhere()
    {
        await Rows.NotifyAsync(Lan, 2);
        var bell = Render<NotificationBell>();
        await Notifications.StartAsync(null);

        await Rows.MarkReadAsync(Lan, 1);

        bell.WaitForAssertion(() => bell.FindButton("Notifications, 1 unread"));
    }

    [Fact]
    public async Task The_count_falls_when_the_cause_of_one_is_gone()
    {
        await Rows.NotifyAsync(Lan, "soon gone", subject: "posts/5/comments/12");
        var bell = Render<NotificationBell>();
        await Notifications.StartAsync(null);

        await Rows.RetractAsync("posts/5/comments/12");

        bell.WaitForAssertion(() => bell.FindButton("Notifications, none unread"));
    }

    [Fact]
    public async Task It_does_not_count_what_others_have()
    {
        await Rows.NotifyAsync(Minh, 3);

        var bell = Render<NotificationBell>();

        bell.FindButton("Notifications, none unread");
    }

    [Fact]
    public async Task It_has_its_count_before_the_circuit_runs_and_listens_to_nothing_then()
    {
        await Rows.NotifyAsync(Lan, 2);

        var html = await PrerenderAsync<NotificationBell>();

        html.ShouldContain("Notifications, 2 unread");
        IsListening(Lan).ShouldBeFalse();
    }

    [Fact]
    public async Task Before_the_circuit_runs_it_is_a_link_to_the_inbox()
    {
        SetRendererInfo(new Microsoft.AspNetCore.Components.RendererInfo("Static", isInteractive: false));

        var bell = Render<NotificationBell>();

        bell.FindLink("Notifications, none unread").GetAttribute("href").ShouldBe("/notifications");
        bell.FindAll("button").ShouldBeEmpty();
    }

    [Fact]
    public async Task It_stands_out_only_while_something_was_not_seen()
    {
        await Rows.NotifyAsync(Lan, 1);
        var bell = Render<NotificationBell>();
        await Notifications.StartAsync(null);
        bell.FindAll(".bell.news").ShouldHaveSingleItem();

        await Commands.MarkSeenAsync(1);

        bell.WaitForAssertion(() => bell.FindAll(".bell.news").ShouldBeEmpty());
        bell.FindButton("Notifications, 1 unread");
    }

    [Fact]
    public async Task Opening_it_shows_the_newest_says_which_are_new_and_marks_them_seen()
    {
        await Rows.NotifyAsync(Lan, 10);
        await Commands.MarkSeenAsync(9);
        var bell = Render<NotificationBell>();
        await Notifications.StartAsync(null);

        await OpenAsync(bell, true);

        bell.FindAll(Items).Count.ShouldBe(8);
        bell.WordsOf(".state-name").Take(2).ShouldBe(["New", "Unread"]);
        await UntilAsync(() => Notifications.SeenUpTo == 10);
        bell.WordsOf(".state-name").Take(2).ShouldBe(["New", "Unread"]);
        bell.FindLink("See all").GetAttribute("href").ShouldBe("/notifications");
        bell.FindLink("Notification settings").GetAttribute("href").ShouldBe("/account/notifications");

        await OpenAsync(bell, false);
        bell.FindAll(Items).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_arrives_while_it_is_open_appears_and_is_seen()
    {
        var bell = Render<NotificationBell>();
        await Notifications.StartAsync(null);
        await OpenAsync(bell, true);
        bell.Markup.ShouldContain("Nothing yet.");

        await Rows.NotifyAsync(Lan, 1);

        bell.WaitForAssertion(() => bell.FindAll(Items).ShouldHaveSingleItem());
        await UntilAsync(() => Notifications.SeenUpTo == 1);
    }

    [Fact]
    public async Task All_can_be_marked_as_read_from_there()
    {
        await Rows.NotifyAsync(Lan, 2);
        var bell = Render<NotificationBell>();
        await Notifications.StartAsync(null);
        await OpenAsync(bell, true);
        Database.RefuseWrites("Notifications");
        await bell.FindButton("Mark all as read").ClickAsync();
        bell.FindRole("alert").Words().ShouldBe("It could not be saved just now. Please try again.");
        Database.TakeWrites("Notifications");

        await bell.FindButton("Mark all as read").ClickAsync();

        bell.WaitForAssertion(() => bell.WordsOf(".state-name").ShouldBe(["Read", "Read"]));
        bell.HasButton("Mark all as read").ShouldBeFalse();
    }

    [Theory]
    [InlineData("en", "Notifications", "Nothing yet. When somebody comments on your post, you see it here at once.", "See all", "Notification settings")]
    [InlineData("vi", "Thông báo", "Chưa có gì. Khi có người bình luận bài của bạn, bạn thấy ngay ở đây.", "Xem tất cả", "Cài đặt thông báo")]
    public async Task An_empty_one_says_so_and_leads_to_the_inbox_and_the_settings(
        string language, string title, string nothing, string all, string settings)
    {
        Speak(language);
        var bell = Render<NotificationBell>();

        await OpenAsync(bell, true);

        bell.WordsOf("#" + bell.FindRole("dialog").GetAttribute("aria-labelledby")).ShouldBe([title]);
        bell.WordsOf(".empty").ShouldBe([nothing]);
        bell.FindLink(all).GetAttribute("href").ShouldBe("/notifications");
        bell.FindLink(settings).GetAttribute("href").ShouldBe("/account/notifications");
        bell.FindAll(".bell-panel button, [role=alert]").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_closed_one_has_its_name_alone_and_marks_nothing_as_seen()
    {
        await Rows.NotifyAsync(Lan, 1);
        var bell = Render<NotificationBell>();
        await Notifications.StartAsync(null);

        await Rows.NotifyAsync(Lan, 1);
        await UntilAsync(() => Notifications.Latest == 2);

        bell.FindRole("dialog").Words().ShouldBe("Notifications");
        (await Rows.SeenUpToAsync(Lan)).ShouldBe(0);
    }

    [Fact]
    public async Task Each_entry_shows_its_state_and_several_of_one_thing_are_one()
    {
        var post = await Rows.PostAsync(Lan);
        await Rows.NotifyAsync(Lan, 2);
        await Rows.CommentAsync(Minh, post, "One.");
        await Rows.CommentAsync(Minh, post, "Two.");
        await Rows.MarkReadAsync(Lan, 1);
        await Commands.MarkSeenAsync(2);
        var bell = Render<NotificationBell>();

        await OpenAsync(bell, true);

        bell.WordsOf(".inbox-sentence").ShouldBe(["2 new comments on your post “A post”", "message 2", "message 1"]);
        bell.WordsOf(".state-name").ShouldBe(["New", "Unread", "Read"]);
        bell.FindAll(Items).Select(item => item.ClassName).ShouldBe(["unread unseen", "unread", "read"]);
    }

    [Fact]
    public async Task Opening_an_entry_marks_it_as_read_with_all_it_stands_for_and_no_other()
    {
        var post = await Rows.PostAsync(Lan);
        await Rows.NotifyAsync(Lan, 1);
        await Rows.CommentAsync(Minh, post, "One.");
        await Rows.CommentAsync(Minh, post, "Two.");
        await Rows.NotifyAsync(Minh, 1);
        var bell = Render<NotificationBell>();
        await OpenAsync(bell, true);

        await bell.FindAll($"{Items} a")[0].ClickAsync();

        (await Rows.UnreadAsync(Lan)).ShouldBe([1]);
        (await Rows.UnreadAsync(Minh)).ShouldBe([1]);
    }

    [Fact]
    public async Task What_could_not_be_saved_is_not_told_any_more_when_it_is_opened_again()
    {
        await Rows.NotifyAsync(Lan, 1);
        var bell = Render<NotificationBell>();
        await OpenAsync(bell, true);
        Database.RefuseWrites("Notifications");
        await bell.FindButton("Mark all as read").ClickAsync();
        bell.FindAll("[role=alert]").ShouldHaveSingleItem();

        await OpenAsync(bell, false);
        await OpenAsync(bell, true);

        bell.FindAll("[role=alert]").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en", "It could not be read just now. Please try again.")]
    [InlineData("vi", "Lúc này chưa đọc được. Xin thử lại.")]
    public async Task A_database_that_is_away_is_said_and_not_that_there_is_nothing_until_the_next_change(string language, string message)
    {
        await Rows.NotifyAsync(Lan, 1);
        Speak(language);
        var bell = Render<NotificationBell>();
        await Notifications.StartAsync(null);
        Database.TakeAway("Notifications");

        await OpenAsync(bell, true);

        bell.FindRole("alert").Words().ShouldBe(message);
        bell.FindAll(".empty, .bell-panel li").ShouldBeEmpty();

        Database.BringBack("Notifications");
        await Rows.NotifyAsync(Lan, 1);
        bell.WaitForAssertion(() => bell.FindAll(Items).Count.ShouldBe(2));
        bell.FindAll("[role=alert]").ShouldBeEmpty();
    }

    [Fact]
    public async Task While_it_reads_it_does_not_say_that_there_is_nothing()
    {
        await Rows.NotifyAsync(Lan, 1);
        var bell = Render<NotificationBell>();
        Database.Reads.HoldNext("DESC");

        var opening = OpenAsync(bell, true);
        bell.FindLink("See all");
        bell.FindAll($".empty, {Items}").ShouldBeEmpty();
        Database.Reads.Release();
        await opening;

        bell.FindAll(Items).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_change_that_cannot_be_read_leaves_what_is_shown()
    {
        await Rows.NotifyAsync(Lan, 1);
        var bell = Render<NotificationBell>();
        await OpenAsync(bell, true);
        Database.TakeAway("Notifications");

        await OpenAsync(bell, true);

        bell.FindAll(Items).ShouldHaveSingleItem();
        bell.FindAll("[role=alert]").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Who_is_not_signed_in_has_none()
    {
        await Rows.NotifyAsync(Lan, 1);
        SignOut();
        var bell = Render<NotificationBell>();

        await OpenAsync(bell, true);

        bell.FindButton("Notifications, none unread");
        bell.FindAll(Items).ShouldBeEmpty();
    }

    [Fact]
    public async Task Before_the_circuit_runs_it_stands_out_and_shows_its_count_too()
    {
        await Rows.NotifyAsync(Lan, 100);
        SetRendererInfo(new Microsoft.AspNetCore.Components.RendererInfo("Static", isInteractive: false));

        var bell = Render<NotificationBell>();

        bell.FindLink("Notifications, 100 unread").Words().ShouldBe("99+");
        bell.FindAll("a.bell.news").ShouldHaveSingleItem();
    }

    private const string Items = ".bell-panel li";

    /// <summary>The browser itself opens and closes it, and tells.</summary>
    private static Task OpenAsync(IRenderedComponent<NotificationBell> bell, bool isOpen) =>
        bell.FindRole("dialog").TriggerEventAsync("onpopover", new PopoverEventArgs { IsOpen = isOpen });
}

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

    private const string Items = ".bell-panel li";

    /// <summary>The browser itself opens and closes it, and tells.</summary>
    private static Task OpenAsync(IRenderedComponent<NotificationBell> bell, bool isOpen) =>
        bell.FindRole("dialog").TriggerEventAsync("onpopover", new PopoverEventArgs { IsOpen = isOpen });
}

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
    public async Task It_is_a_link_to_the_inbox_that_says_how_many_are_unread(string language, int unread, string label)
    {
        await Rows.NotifyAsync(Lan, unread);
        Speak(language);

        var bell = Render<NotificationBell>();

        bell.FindLink(label).GetAttribute("href").ShouldBe("/notifications");
        bell.Find("a").Words().ShouldBe(unread == 0 ? "" : $"{unread}");
    }

    [Theory]
    [InlineData(99, "99")]
    [InlineData(100, "99+")]
    public async Task It_shows_at_most_99_and_says_the_whole_number(int unread, string shown)
    {
        await Rows.NotifyAsync(Lan, unread);

        var bell = Render<NotificationBell>();

        bell.FindLink($"Notifications, {unread} unread").Words().ShouldBe(shown);
    }

    [Fact]
    public async Task The_count_grows_when_one_arrives()
    {
        var bell = Render<NotificationBell>();
        await Notifications.StartAsync(null);

        await Rows.NotifyAsync(Lan, 1);

        bell.WaitForAssertion(() => bell.FindLink("Notifications, 1 unread"));
    }

    [Fact]
    public async Task The_count_falls_when_one_is_read_elsewhere()
    {
        await Rows.NotifyAsync(Lan, 2);
        var bell = Render<NotificationBell>();
        await Notifications.StartAsync(null);

        await Rows.MarkReadAsync(Lan, 1);

        bell.WaitForAssertion(() => bell.FindLink("Notifications, 1 unread"));
    }

    [Fact]
    public async Task The_count_falls_when_the_cause_of_one_is_gone()
    {
        await Rows.NotifyAsync(Lan, "soon gone", subject: "posts/5/comments/12");
        var bell = Render<NotificationBell>();
        await Notifications.StartAsync(null);

        await Rows.RetractAsync("posts/5/comments/12");

        bell.WaitForAssertion(() => bell.FindLink("Notifications, none unread"));
    }

    [Fact]
    public async Task It_does_not_count_what_others_have()
    {
        await Rows.NotifyAsync(Minh, 3);

        var bell = Render<NotificationBell>();

        bell.FindLink("Notifications, none unread");
    }

    [Fact]
    public async Task It_has_its_count_before_the_circuit_runs_and_listens_to_nothing_then()
    {
        await Rows.NotifyAsync(Lan, 2);

        var html = await PrerenderAsync<NotificationBell>();

        html.ShouldContain("Notifications, 2 unread");
        IsListening(Lan).ShouldBeFalse();
    }
}

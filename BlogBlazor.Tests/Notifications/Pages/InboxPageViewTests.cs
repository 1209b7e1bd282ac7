using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Pages;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Notifications.Pages;

/// <summary>What each view of the inbox shows and says: filters, pages, groups, days, and while it reads or cannot.</summary>
public sealed class InboxPageViewTests : InboxPageContext
{
    [Theory]
    [InlineData("en", "Notifications", "Mark all as read", "Keyboard shortcuts", "Notification settings", "All", "Unread", "Mentions of you", "Archived", "Snoozed")]
    [InlineData("vi", "Thông báo", "Đánh dấu đã đọc hết", "Phím tắt", "Cài đặt thông báo", "Tất cả", "Chưa đọc", "Nhắc đến bạn", "Đã lưu trữ", "Đang hoãn")]
    public async Task Its_head_has_the_tools_and_the_filters(
        string language, string title, string all, string keys, string settings, params string[] filters)
    {
        await Rows.NotifyAsync(Lan, 1);
        Speak(language);

        var inbox = Open();

        inbox.WordsOf("h1").ShouldBe([title]);
        inbox.FindButton(all);
        inbox.FindButton(keys).GetAttribute("data-opens").ShouldBe("shortcuts");
        inbox.FindLink(settings).GetAttribute("href").ShouldBe("/account/notifications");
        inbox.WordsOf(".filters > a").ShouldBe(filters);
        inbox.FindAll(".filters > a").Select(link => link.GetAttribute("href")).ShouldBe(
        [
            "/notifications", "/notifications?show=unread", "/notifications?kind=mention",
            "/notifications?show=archived", "/notifications?show=snoozed",
        ]);
    }

    [Theory]
    [InlineData("", "By kind", "All")]
    [InlineData("?kind=comment", "Comments on your posts", "Comments on your posts")]
    [InlineData("?kind=mention", "Mentions of you", "Mentions of you", "Mentions of you")]
    [InlineData("?kind=nonsense&show=nonsense&group=", "By kind", "All")]
    [InlineData("?show=7", "By kind", "All")]
    public void Every_kind_is_a_filter_and_the_one_that_is_chosen_says_so(string query, string summary, params string[] current)
    {
        var inbox = Open(query);

        inbox.WordsOf(".kinds summary").ShouldBe([summary]);
        inbox.WordsOf(".kinds a").Count.ShouldBe(NotificationKind.All.Count);
        inbox.WordsOf("[aria-current=page]").ShouldBe(current);
    }

    [Fact]
    public void A_kind_is_looked_for_in_the_view_that_is_open() =>
        Open("?show=archived").FindLink("Messages to you").GetAttribute("href").ShouldBe("/notifications?show=archived&kind=message");

    [Theory]
    [InlineData(29, false)]
    [InlineData(30, true)]
    public async Task A_page_has_thirty(int count, bool isFull)
    {
        await Rows.NotifyAsync(Lan, count);

        var inbox = Open();

        inbox.FindAll(Items).Count.ShouldBe(count);
        inbox.FindAll(".pager").Count.ShouldBe(isFull ? 1 : 0);
    }

    [Theory]
    [InlineData("?show=unread")]
    [InlineData("?kind=message")]
    [InlineData("?before=2")]
    [InlineData("?group=messages")]
    public async Task Only_the_newest_page_of_all_counts_as_having_seen_the_newest(string query)
    {
        await Rows.NotifyAsync(Lan, 2);

        Open(query);
        await SettleAsync();
        (await Rows.SeenUpToAsync(Lan)).ShouldBe(0);

        Open();
        await SettleAsync();
        (await Rows.SeenUpToAsync(Lan)).ShouldBe(2);
    }

    [Theory]
    [InlineData("en", 99, "Show all 99")]
    [InlineData("en", 100, "Show all, 100 or more")]
    [InlineData("vi", 101, "Xem tất cả, từ 100 trở lên")]
    public async Task Of_a_hundred_or_more_it_says_just_that(string language, int count, string words)
    {
        await Rows.NotifyOfCommentsAsync(Lan, count);
        Speak(language);

        Open().FindButton(words).GetAttribute("aria-expanded").ShouldBe("false");
    }

    [Fact]
    public async Task A_group_closes_again_and_opens_by_itself()
    {
        await Rows.NotifyOfCommentsAsync(Lan, 2);
        await Rows.NotifyAsync(Lan, 1);
        var inbox = await OpenLiveAsync();
        await inbox.FindButton("Show all 2").ClickAsync();
        inbox.FindAll(".inbox-group").ShouldHaveSingleItem().Id.ShouldBe(inbox.FindButton("Show all 2").GetAttribute("aria-controls"));

        await inbox.FindButton("Show all 2").ClickAsync();

        inbox.FindAll(".inbox-group").ShouldBeEmpty();
        inbox.FindButton("Show all 2").GetAttribute("aria-expanded").ShouldBe("false");
    }

    [Fact]
    public async Task A_group_alone_says_what_it_is_and_leads_back_to_all()
    {
        await Rows.NotifyOfCommentsAsync(Lan, 2);
        await Rows.NotifyAsync(Lan, 1);

        var inbox = Open("?group=comment%20posts%2F1%2020260302");

        inbox.WordsOf(".inbox-about").ShouldBe(["All › 2 new comments on your post “Post 1”"]);
        inbox.Find(".inbox-about a").GetAttribute("href").ShouldBe("/notifications");
        Sentences(inbox).ShouldBe(["minh commented on your post “Post 1”", "minh commented on your post “Post 1”"]);
        inbox.FindAll(".inbox-more").ShouldBeEmpty();
    }

    [Fact]
    public async Task Older_days_have_their_date()
    {
        await Rows.NotifyAsync(Lan, "older");
        Clock.Advance(TimeSpan.FromDays(2));
        await Rows.NotifyAsync(Lan, "newer");

        Open().WordsOf(".inbox-day h2").ShouldBe(["Today", "March 2, 2026"]);
        Speak("vi");
        Open().WordsOf(".inbox-day h2").ShouldBe(["Hôm nay", "2 tháng 3, 2026"]);
    }

    [Theory]
    [InlineData("en", "It could not be read just now. Please try again.")]
    [InlineData("vi", "Lúc này chưa đọc được. Xin thử lại.")]
    public async Task A_database_that_is_away_is_said_on_the_next_page_and_the_next_change_reads_again(string language, string message)
    {
        await Rows.NotifyAsync(Lan, 1);
        Speak(language);
        var inbox = await OpenLiveAsync();
        Database.TakeAway("Notifications");

        Navigation.NavigateTo("/notifications?show=unread");

        inbox.WaitForAssertion(() => inbox.FindRole("alert").Words().ShouldBe(message));
        inbox.FindAll($"{Items}, .empty").ShouldBeEmpty();

        Database.BringBack("Notifications");
        await Rows.NotifyAsync(Lan, "newer");
        inbox.WaitForAssertion(() => Sentences(inbox).ShouldBe(["newer", "message 1"]));
        inbox.FindAll("[role=alert]").ShouldBeEmpty();
    }

    [Fact]
    public async Task While_it_reads_it_does_not_say_that_there_is_nothing()
    {
        await Rows.NotifyAsync(Lan, 1);
        await Notifications.LoadAsync();
        Database.Reads.HoldNext("DESC");

        var inbox = Open();
        inbox.FindLink("Unread");
        inbox.FindAll($".empty, {Items}, .pager").ShouldBeEmpty();
        Database.Reads.Release();

        inbox.WaitForAssertion(() => Sentences(inbox).ShouldBe(["message 1"]));
    }

    [Fact]
    public async Task A_change_that_cannot_be_read_leaves_what_is_shown()
    {
        await Rows.NotifyAsync(Lan, 1);
        var inbox = await OpenLiveAsync();
        Database.TakeAway("Notifications");

        Tab.Tell(showsToasts: true, isLookedAt: true);
        await SettleAsync();

        Sentences(inbox).ShouldBe(["message 1"]);
        inbox.FindAll("[role=alert]").ShouldBeEmpty();
    }
}

using AngleSharp.Dom;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Pages;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Notifications.Pages;

/// <summary>What the inbox shows, live.</summary>
public sealed class InboxPageTests : InboxPageContext
{
    [Fact]
    public async Task It_lists_the_newest_first_with_their_links()
    {
        await Rows.NotifyAsync(Lan, "older", link: "/posts/a#comment-1");
        await Rows.NotifyAsync(Lan, "newer", link: "/posts/b#comment-2");

        var inbox = Open();

        Sentences(inbox).ShouldBe(["newer", "older"]);
        inbox.FindAll("[aria-current=page]").ShouldHaveSingleItem().Words().ShouldBe("All");
        inbox.FindAll($"{Items} > a").Select(link => link.GetAttribute("href")).ShouldBe(["/posts/b#comment-2", "/posts/a#comment-1"]);
    }

    [Theory]
    [InlineData("en", "", "Nothing yet. When somebody comments on your post, you see it here at once.")]
    [InlineData("vi", "", "Chưa có gì. Khi có người bình luận bài của bạn, bạn thấy ngay ở đây.")]
    [InlineData("en", "?show=unread", "You have read everything.")]
    [InlineData("vi", "?show=unread", "Bạn đã đọc hết.")]
    [InlineData("en", "?show=archived", "Nothing is archived.")]
    [InlineData("en", "?show=snoozed", "Nothing is snoozed.")]
    [InlineData("en", "?kind=mention", "Nothing of this kind here.")]
    public void An_empty_one_says_so(string language, string query, string sentence)
    {
        Speak(language);

        var inbox = Open(query);

        inbox.Markup.ShouldContain(sentence);
        inbox.HasButton("Mark all as read").ShouldBeFalse();
    }

    [Fact]
    public async Task Each_state_is_said_in_words()
    {
        await Rows.NotifyAsync(Lan, 3);
        await Rows.MarkReadAsync(Lan, 1);
        await Commands.MarkSeenAsync(2);

        var inbox = Open();

        inbox.WordsOf(".state-name").ShouldBe(["New", "Unread", "Read"]);
        inbox.FindAll(Items).Select(item => item.ClassName).ShouldBe(["unread unseen", "unread", "read"]);
    }

    [Fact]
    public async Task What_is_new_stays_so_while_the_page_is_open_and_counts_as_seen()
    {
        await Rows.NotifyAsync(Lan, 2);
        Tab.Tell(showsToasts: true, isLookedAt: true);

        var inbox = await OpenLiveAsync();

        await UntilAsync(() => Notifications.SeenUpTo == 2);
        inbox.WordsOf(".state-name").ShouldBe(["New", "New"]);
    }

    [Fact]
    public async Task A_page_that_nobody_looks_at_marks_nothing_as_seen()
    {
        var inbox = await OpenLiveAsync();
        Tab.Tell(showsToasts: true, isLookedAt: false);
        await Rows.NotifyAsync(Lan, 1);
        inbox.WaitForAssertion(() => Sentences(inbox).ShouldBe(["message 1"]));
        Notifications.SeenUpTo.ShouldBe(0);

        Tab.Tell(showsToasts: true, isLookedAt: true);

        await UntilAsync(() => Notifications.SeenUpTo == 1);
    }

    [Fact]
    public async Task Filters_show_what_they_name()
    {
        var post = await Rows.PostAsync(Minh);
        await Rows.CommentAsync(Minh, post, "For @lan.");
        await Rows.NotifyAsync(Lan, "read");
        await Rows.NotifyAsync(Lan, "archived");
        await Rows.NotifyAsync(Lan, "snoozed");
        await Rows.MarkReadAsync(Lan, 2);
        await Commands.DoAsync(InboxAct.Archive, new Chosen([3]));
        await Commands.DoAsync(InboxAct.Snooze, new Chosen([4]), Clock.GetUtcNow().UtcDateTime.AddHours(1));

        Sentences(Open()).ShouldBe(["read", "minh mentioned you in “A post”"]);
        Sentences(Open("?show=unread")).ShouldBe(["minh mentioned you in “A post”"]);
        Sentences(Open("?kind=mention")).ShouldBe(["minh mentioned you in “A post”"]);
        Sentences(Open("?kind=message")).ShouldBe(["read"]);
        Sentences(Open("?show=archived")).ShouldBe(["archived"]);
        var snoozed = Open("?show=snoozed");
        Sentences(snoozed).ShouldBe(["snoozed"]);
        snoozed.WordsOf(".state-name").ShouldHaveSingleItem().ShouldStartWith("Snoozed until 3/2/2026 10:00");
    }

    [Fact]
    public async Task One_is_read_and_unread_again_and_the_others_stay()
    {
        await Rows.NotifyAsync(Lan, 2);
        var inbox = await OpenLiveAsync();

        await inbox.FindAll($"{Items} [data-key=u]")[0].ClickAsync();
        (await Rows.UnreadAsync(Lan)).ShouldBe([1]);

        inbox.WaitForAssertion(() => inbox.FindButton("Mark as unread"));
        await inbox.FindButton("Mark as unread").ClickAsync();
        (await Rows.UnreadAsync(Lan)).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task Following_a_link_marks_it_as_read()
    {
        await Rows.NotifyAsync(Lan, 2);
        var inbox = await OpenLiveAsync();

        await inbox.FindAll($"{Items} > a")[1].ClickAsync();

        (await Rows.UnreadAsync(Lan)).ShouldBe([2]);
    }

    [Fact]
    public async Task Following_the_link_of_what_is_read_saves_nothing()
    {
        await Rows.NotifyAsync(Lan, 1);
        await Rows.MarkReadAsync(Lan, 1);
        var inbox = await OpenLiveAsync();
        Database.TakeAway("Notifications");

        await inbox.Find($"{Items} > a").ClickAsync();

        inbox.FindAll("[role=alert]").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_that_was_left_marks_nothing_as_seen_any_more()
    {
        await OpenLiveAsync();
        await DisposeComponentsAsync();

        await Rows.NotifyAsync(Lan, "one");
        await UntilAsync(() => Notifications.Latest == 1);
        Tab.Tell(showsToasts: true, isLookedAt: true);
        await SettleAsync();

        (await Rows.SeenUpToAsync(Lan)).ShouldBe(0);
    }

    [Fact]
    public async Task A_group_without_a_name_is_none()
    {
        await Rows.NotifyAsync(Lan, "one");

        Sentences(Open("?group=")).ShouldBe(["one"]);
    }

    [Fact]
    public async Task Marking_all_as_read_takes_its_button_away()
    {
        await Rows.NotifyAsync(Lan, 3);
        var inbox = await OpenLiveAsync();

        await inbox.FindButton("Mark all as read").ClickAsync();

        inbox.WaitForAssertion(() => inbox.HasButton("Mark all as read").ShouldBeFalse());
        (await Rows.UnreadAsync(Lan)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_archived_leaves_and_can_be_brought_back()
    {
        await Rows.NotifyAsync(Lan, 2);
        var inbox = await OpenLiveAsync();

        await inbox.FindAll($"{Items} [data-key=e]")[0].ClickAsync();
        inbox.WaitForAssertion(() => Sentences(inbox).ShouldBe(["message 1"]));

        var archive = Open("?show=archived");
        await archive.FindButton("Back to the inbox").ClickAsync();
        Navigation.NavigateTo("/notifications");
        inbox.WaitForAssertion(() => Sentences(inbox).ShouldBe(["message 2", "message 1"]));
        (await Rows.UnreadAsync(Lan)).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task Snoozed_until_tomorrow_it_leaves()
    {
        await Rows.NotifyAsync(Lan, 1);
        var inbox = await OpenLiveAsync();

        await inbox.FindAll("button").Single(button => button.Words().StartsWith("Tomorrow", StringComparison.Ordinal)).ClickAsync();

        inbox.WaitForAssertion(() => inbox.FindAll(Items).ShouldBeEmpty());
        Sentences(Open("?show=snoozed")).ShouldBe(["message 1"]);
    }

    [Fact]
    public async Task A_time_that_is_past_is_told_at_its_field_which_keeps_it()
    {
        await Rows.NotifyAsync(Lan, 1);
        var inbox = await OpenLiveAsync();
        var field = inbox.FindField("Until a date and time");
        await field.ChangeAsync("2020-01-01T08:00:00");

        await inbox.Find("input[type=submit]").ClickAsync();

        field = inbox.FindField("Until a date and time");
        field.Typed().ShouldStartWith("2020-01-01T08:00");
        inbox.Described(field).ShouldBe("Choose a time to come, within 90 days.");
        Sentences(inbox).ShouldBe(["message 1"]);

        await field.ChangeAsync("2026-03-03T08:00:00");
        await inbox.Find("input[type=submit]").ClickAsync();

        inbox.WaitForAssertion(() => inbox.FindAll(Items).ShouldBeEmpty());
    }

    [Fact]
    public async Task Comments_on_one_post_are_one_entry_that_opens_in_place_and_is_read_as_one()
    {
        var post = await Rows.PostAsync(Lan);
        foreach (var text in new[] { "One.", "Two.", "Three." })
        {
            await Rows.CommentAsync(Minh, post, text);
        }

        var inbox = await OpenLiveAsync();
        Sentences(inbox).ShouldBe(["3 new comments on your post “A post”"]);

        await inbox.FindButton("Show all 3").ClickAsync();

        inbox.FindButton("Show all 3").GetAttribute("aria-expanded").ShouldBe("true");
        inbox.FindAll(".inbox-group li").Count.ShouldBe(3);
        await inbox.FindAll(".inbox-group a")[0].ClickAsync();
        inbox.WaitForAssertion(() => inbox.WordsOf($"{Items} > a .state-name").ShouldBe(["2 unread"]));

        await inbox.FindButton("Mark as read").ClickAsync();
        (await Rows.UnreadAsync(Lan)).ShouldBeEmpty();
        await inbox.FindButton("Archive").ClickAsync();
        inbox.WaitForAssertion(() => inbox.FindAll(Items).ShouldBeEmpty());
    }

    [Fact]
    public async Task A_mark_that_cannot_be_saved_says_so_and_works_later()
    {
        await Rows.NotifyAsync(Lan, 1);
        var inbox = await OpenLiveAsync();
        Database.RefuseWrites("Notifications");
        await inbox.FindButton("Mark as read").ClickAsync();
        inbox.FindRole("alert").Words().ShouldBe("It could not be saved just now. Please try again.");

        Database.TakeWrites("Notifications");
        await inbox.FindButton("Mark as read").ClickAsync();

        inbox.WaitForAssertion(() => inbox.HasButton("Mark as read").ShouldBeFalse());
        inbox.FindAll("[role=alert]").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_arrives_appears_on_top_at_once()
    {
        await Rows.NotifyAsync(Lan, "older");
        var inbox = await OpenLiveAsync();

        await Rows.NotifyAsync(Lan, "newer");

        inbox.WaitForAssertion(() => Sentences(inbox).ShouldBe(["newer", "older"]));
    }

    [Fact]
    public async Task What_lost_its_cause_disappears_at_once()
    {
        await Rows.NotifyAsync(Lan, "soon gone", subject: "posts/5/comments/12");
        var inbox = await OpenLiveAsync();

        await Rows.RetractAsync("posts/5");

        inbox.WaitForAssertion(() => inbox.FindAll(Items).ShouldBeEmpty());
    }

    [Fact]
    public async Task Reading_on_another_device_shows_here_at_once()
    {
        await Rows.NotifyAsync(Lan, 1);
        var inbox = await OpenLiveAsync();

        await Rows.MarkReadAsync(Lan, 1);

        inbox.WaitForAssertion(() => inbox.HasButton("Mark as read").ShouldBeFalse());
    }

    [Fact]
    public async Task A_full_page_leads_to_the_older_ones_and_keeps_the_filter()
    {
        await Rows.NotifyAsync(Lan, 31);

        Open().FindLink("Older").GetAttribute("href").ShouldBe("/notifications?before=2");
        Open("?show=unread").FindLink("Older").GetAttribute("href").ShouldBe("/notifications?show=unread&before=2");
        var last = Open("?before=2");

        Sentences(last).ShouldBe(["message 1"]);
        last.FindAll("a").ShouldNotContain(link => link.Words() == "Older");
        last.FindLink("Newest").GetAttribute("href").ShouldBe("/notifications");
    }

    [Fact]
    public async Task Days_stand_apart_by_the_clock_of_the_browser()
    {
        // At 23:00 in Đà Lạt, and two hours later.
        Clock.SetUtcNow(new DateTimeOffset(2026, 3, 2, 16, 0, 0, TimeSpan.Zero));
        JSInterop.SetupModule(BlogBlazor.Components.BrowserTimeZone.Module).Setup<string?>("timeZone").SetResult("Asia/Ho_Chi_Minh");
        await Rows.NotifyAsync(Lan, "before midnight");
        Clock.Advance(TimeSpan.FromHours(2));
        await Rows.NotifyAsync(Lan, "after midnight");

        var inbox = await OpenLiveAsync();

        inbox.WaitForAssertion(() => inbox.WordsOf(".inbox-day h2").ShouldBe(["Today", "Yesterday"]));
    }

    [Fact]
    public async Task Nothing_is_changed_of_others_by_marking_all_as_read()
    {
        await Rows.NotifyAsync(Lan, 2);
        await Rows.NotifyAsync(Minh, 2);
        var inbox = await OpenLiveAsync();

        await inbox.FindButton("Mark all as read").ClickAsync();

        (await Rows.UnreadAsync(Lan)).ShouldBeEmpty();
        (await Rows.UnreadAsync(Minh)).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task It_shows_nobody_else_s()
    {
        await Rows.NotifyAsync(Minh, "for minh");

        Open().Markup.ShouldNotContain("for minh");
    }

    [Fact]
    public async Task A_list_that_was_asked_for_before_another_and_comes_after_it_is_not_shown()
    {
        await Rows.NotifyAsync(Lan, "older");
        await Rows.NotifyAsync(Lan, "newer");
        await Rows.MarkReadAsync(Lan, 1);
        Database.Reads.HoldNext("DESC");

        var inbox = Open();
        Navigation.NavigateTo("/notifications?show=unread");
        Sentences(inbox).ShouldBe(["newer"]);
        var drawn = inbox.RenderCount;
        Database.Reads.Release();

        inbox.WaitForState(() => inbox.RenderCount > drawn);
        Sentences(inbox).ShouldBe(["newer"]);
    }
}

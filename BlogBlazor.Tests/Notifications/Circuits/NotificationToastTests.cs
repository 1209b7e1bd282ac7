using BlogBlazor.Comments;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Circuits;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Notifications.Circuits;

/// <summary>What a toast says, where it leads, and how it goes.</summary>
public sealed class NotificationToastTests : BlogBunitContext
{
    private const string Texts = ".toast-text";

    [Theory]
    [InlineData("en", "minh commented on your post “A post”")]
    [InlineData("vi", "minh đã bình luận bài “A post” của bạn")]
    public async Task A_comment_on_your_post_shows_in_your_language_with_its_link(string language, string sentence)
    {
        var post = await Rows.PostAsync(Lan);
        Speak(language);
        var toast = Render<NotificationToast>();

        var comment = await WithLanguage("en", () => Rows.CommentAsync(Minh, post, "Well said."));

        toast.WaitForAssertion(() => toast.FindLink(sentence));
        toast.FindLink(sentence).GetAttribute("href").ShouldBe(CommentLink.To(post.Slug, comment.Id));
    }

    [Fact]
    public async Task Up_to_three_stand_below_each_other_and_a_fourth_makes_one_summary()
    {
        var toast = Render<NotificationToast>();
        foreach (var text in new[] { "one", "two", "three" })
        {
            await Rows.NotifyAsync(Lan, text);
            toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldContain(text));
        }

        toast.WordsOf(Texts).ShouldBe(["one", "two", "three"]);
        await Rows.NotifyAsync(Lan, "four");

        toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldBe(["You have 4 new notifications"]));
        toast.FindLink("You have 4 new notifications").GetAttribute("href").ShouldBe("/notifications");
    }

    [Theory]
    [InlineData("en", "You have 5 new notifications")]
    [InlineData("vi", "Bạn có 5 thông báo mới")]
    public async Task Several_at_once_make_one_summary(string language, string summary)
    {
        Speak(language);
        var toast = Render<NotificationToast>();

        await Rows.NotifyAsync(Lan, 5);

        toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldBe([summary]));
    }

    [Fact]
    public async Task What_it_says_is_text_and_never_markup()
    {
        var toast = Render<NotificationToast>();

        await Rows.NotifyAsync(Lan, "<b>bold</b>");

        toast.WaitForAssertion(() => toast.FindLink("<b>bold</b>"));
        toast.FindAll("b").ShouldBeEmpty();
    }

    [Fact]
    public async Task Clicking_it_marks_it_as_read_and_takes_it_away()
    {
        var toast = Render<NotificationToast>();
        await Rows.NotifyAsync(Lan, "one");
        await Rows.NotifyAsync(Lan, "two");
        toast.WaitForAssertion(() => toast.FindLink("two"));

        await toast.FindLink("one").ClickAsync();

        toast.WordsOf(Texts).ShouldNotContain("one");
        (await Rows.UnreadAsync(Lan)).ShouldBe([2]);
    }

    [Fact]
    public async Task Closing_it_leaves_it_unread()
    {
        var toast = Render<NotificationToast>();
        await Rows.NotifyAsync(Lan, "one");
        toast.WaitForAssertion(() => toast.FindLink("one"));

        await toast.FindButton("Close").ClickAsync();

        toast.FindAll(Texts).ShouldBeEmpty();
        (await Rows.UnreadAsync(Lan)).ShouldBe([1]);
    }

    [Fact]
    public async Task A_mark_that_cannot_be_saved_ends_nothing()
    {
        var toast = Render<NotificationToast>();
        await Rows.NotifyAsync(Lan, "one");
        toast.WaitForAssertion(() => toast.FindLink("one"));
        Database.RefuseWrites("Notifications");

        await toast.FindLink("one").ClickAsync();

        toast.FindAll(Texts).ShouldBeEmpty();
        Database.TakeWrites("Notifications");
        (await Rows.UnreadAsync(Lan)).ShouldBe([1]);
    }

    [Fact]
    public async Task Reading_one_on_another_device_takes_that_one_away_here()
    {
        var toast = Render<NotificationToast>();
        await Rows.NotifyAsync(Lan, "one");
        await Rows.NotifyAsync(Lan, "two");
        toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldBe(["one", "two"]));

        await Rows.MarkReadAsync(Lan, 1);

        toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldBe(["two"]));
    }

    [Fact]
    public async Task A_summary_shrinks_to_what_is_left()
    {
        var toast = Render<NotificationToast>();
        await Rows.NotifyAsync(Lan, 5);
        toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldBe(["You have 5 new notifications"]));

        await Rows.MarkReadAsync(Lan, 1, 2, 3, 4);

        toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldBe(["message 5"]));
    }

    [Theory]
    [InlineData("en", "2 new comments on your post “A post”")]
    [InlineData("vi", "2 bình luận mới ở bài “A post” của bạn")]
    public async Task Those_about_one_thing_become_its_sentence(string language, string sentence)
    {
        var post = await Rows.PostAsync(Lan);
        Speak(language);
        var toast = Render<NotificationToast>();

        await Rows.CommentAsync(Minh, post, "One.");
        await Rows.CommentAsync(Minh, post, "Two.");

        toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldBe([sentence]));
    }

    [Fact]
    public async Task Marking_as_read_can_be_undone_at_once()
    {
        var toast = Render<NotificationToast>();
        await Rows.NotifyAsync(Lan, "one");
        toast.WaitForAssertion(() => toast.FindLink("one"));

        await toast.FindButton("Mark as read").ClickAsync();
        toast.WordsOf(Texts).ShouldBe(["Marked as read."]);
        await UntilAsync(() => Notifications.Unread == 0);

        await toast.FindButton("Undo").ClickAsync();
        toast.FindAll(Texts).ShouldBeEmpty();
        (await Rows.UnreadAsync(Lan)).ShouldBe([1]);
    }

    [Fact]
    public async Task What_is_done_on_a_page_of_this_tab_can_be_undone_here()
    {
        await Rows.NotifyAsync(Lan, 2);
        var toast = Render<NotificationToast>();

        await Commands.DoAsync(InboxAct.ReadAll, Chosen.None);
        toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldBe(["All marked as read."]));
        await Commands.DoAsync(InboxAct.Archive, new Chosen([1]));
        toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldBe(["Archived."]));
        await SettleAsync();

        await toast.FindButton("Undo").ClickAsync();

        (await Commands.ListAsync(new InboxFilter(InboxView.Archived), long.MaxValue, 5)).ShouldBeEmpty();
        (await Commands.ListAsync(new InboxFilter(), long.MaxValue, 5)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_mark_that_cannot_be_saved_says_so_and_leaves_the_toast()
    {
        var toast = Render<NotificationToast>();
        await Rows.NotifyAsync(Lan, "one");
        toast.WaitForAssertion(() => toast.FindLink("one"));
        Database.RefuseWrites("Notifications");

        await toast.FindButton("Mark as read").ClickAsync();

        toast.WordsOf(Texts).ShouldBe(["one", "It could not be saved just now. Please try again."]);
    }

    [Fact]
    public async Task What_somebody_looks_at_does_not_toast_and_has_been_seen()
    {
        var post = await Rows.PostAsync(Lan);
        Navigation.NavigateTo($"/posts/{post.Slug}?comment=7#comment-7");
        var toast = Render<NotificationToast>();

        await Rows.CommentAsync(Minh, post, "Here.");

        await UntilAsync(() => Notifications.SeenUpTo == 1);
        toast.FindAll(Texts).ShouldBeEmpty();
        (await Rows.UnreadAsync(Lan)).ShouldBe([1]);
    }

    [Fact]
    public async Task What_comes_for_this_page_while_nobody_looks_waits_and_goes_when_somebody_does()
    {
        var post = await Rows.PostAsync(Lan);
        Navigation.NavigateTo($"/posts/{post.Slug}");
        var toast = Render<NotificationToast>();
        Tab.Tell(showsToasts: true, isLookedAt: false);

        await Rows.CommentAsync(Minh, post, "Here.");
        toast.WaitForAssertion(() => toast.FindLink("minh commented on your post “A post”"));
        Tab.Tell(showsToasts: true, isLookedAt: false);
        await SettleAsync();
        toast.FindAll(Texts).ShouldHaveSingleItem();
        Notifications.SeenUpTo.ShouldBe(0);

        Tab.Tell(showsToasts: true, isLookedAt: true);

        await UntilAsync(() => Notifications.SeenUpTo == 1);
        toast.FindAll(Texts).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_partly_for_this_page_stays_when_somebody_looks()
    {
        var post = await Rows.PostAsync(Lan);
        Navigation.NavigateTo($"/posts/{post.Slug}");
        var toast = Render<NotificationToast>();
        await LoseConnectionAsync();
        Tab.Tell(showsToasts: true, isLookedAt: false);
        await Rows.CommentAsync(Minh, post, "Here.");
        await Rows.NotifyAsync(Lan, "elsewhere");
        await UntilAsync(() => Notifications.Cursor?.Sequence == 2);
        await RegainConnectionAsync();
        toast.WordsOf(Texts).ShouldBe(["You have 2 new notifications"]);

        Tab.Tell(showsToasts: true, isLookedAt: true);
        await SettleAsync();

        toast.FindAll(Texts).ShouldHaveSingleItem();
        Notifications.SeenUpTo.ShouldBe(0);
    }

    [Fact]
    public async Task Several_for_this_page_at_once_have_all_been_seen()
    {
        var post = await Rows.PostAsync(Lan);
        Navigation.NavigateTo($"/posts/{post.Slug}");
        var toast = Render<NotificationToast>();
        await LoseConnectionAsync();
        await Rows.CommentAsync(Minh, post, "One.");
        await Rows.CommentAsync(Minh, post, "Two.");
        await UntilAsync(() => Notifications.Cursor?.Sequence == 2);

        await RegainConnectionAsync();

        await UntilAsync(() => Notifications.SeenUpTo == 2);
        toast.FindAll(Texts).ShouldBeEmpty();
    }

    [Fact]
    public async Task In_the_inbox_itself_nothing_toasts()
    {
        Navigation.NavigateTo("/notifications");
        var toast = Render<NotificationToast>();

        await Rows.NotifyAsync(Lan, "one", link: "/posts/one");

        await UntilAsync(() => Notifications.SeenUpTo == 1);
        toast.FindAll(Texts).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, false, false)]
    public async Task What_was_seen_elsewhere_stays_only_where_somebody_may_be_reading_it(bool showsToasts, bool isLookedAt, bool stays)
    {
        var toast = Render<NotificationToast>();
        await Rows.NotifyAsync(Lan, "one");
        toast.WaitForAssertion(() => toast.FindLink("one"));
        Tab.Tell(showsToasts, isLookedAt);

        var told = new TaskCompletionSource();
        Notifications.Seen += _ => told.SetResult();

        await Commands.MarkSeenAsync(1);
        await told.Task.WaitAsync(Patience, Xunit.TestContext.Current.CancellationToken);
        await SettleAsync();
        Tab.Tell(showsToasts: true, isLookedAt: false);
        await SettleAsync();

        toast.FindAll(Texts).Count.ShouldBe(stays ? 1 : 0);
    }

    [Fact]
    public async Task A_summary_stays_until_the_last_of_it_was_seen()
    {
        var toast = Render<NotificationToast>();
        Tab.Tell(showsToasts: true, isLookedAt: false);
        await Rows.NotifyAsync(Lan, 5);
        toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldBe(["You have 5 new notifications"]));

        await Commands.MarkSeenAsync(4);
        await UntilAsync(() => Notifications.SeenUpTo == 4);
        toast.FindAll(Texts).ShouldHaveSingleItem();

        await Commands.MarkSeenAsync(5);
        toast.WaitForAssertion(() => toast.FindAll(Texts).ShouldBeEmpty());
    }

    [Fact]
    public async Task What_is_marked_as_read_has_been_seen()
    {
        var toast = Render<NotificationToast>();
        await Rows.NotifyAsync(Lan, "one");
        toast.WaitForAssertion(() => toast.FindLink("one"));

        await toast.FindButton("Mark as read").ClickAsync();

        await UntilAsync(() => Notifications.SeenUpTo == 1);
    }

    [Fact]
    public async Task Only_the_tab_that_had_the_focus_last_shows_it_and_another_one_when_it_gets_the_focus()
    {
        await using var other = OpenAnotherTab();
        var (here, there) = (Render<NotificationToast>(), other.Render<NotificationToast>());
        Tab.Tell(showsToasts: false, isLookedAt: false);

        await Rows.NotifyAsync(Lan, "one");
        there.WaitForAssertion(() => there.FindLink("one"));
        here.FindAll(Texts).ShouldBeEmpty();

        other.Tab.Tell(showsToasts: false, isLookedAt: false);
        Tab.Tell(showsToasts: true, isLookedAt: true);
        here.WaitForAssertion(() => here.FindLink("one"));
        there.WaitForAssertion(() => there.FindAll(Texts).ShouldBeEmpty());
    }

    [Fact]
    public async Task Closing_it_here_closes_it_in_the_other_tabs()
    {
        await using var other = OpenAnotherTab();
        var (here, there) = (Render<NotificationToast>(), other.Render<NotificationToast>());
        other.Tab.Tell(showsToasts: false, isLookedAt: false);
        await Rows.NotifyAsync(Lan, "one");
        here.WaitForAssertion(() => here.FindLink("one"));

        await here.FindButton("Close").ClickAsync();
        await other.UntilAsync(() => other.Notifications.SeenUpTo == 1);
        other.Tab.Tell(showsToasts: true, isLookedAt: true);
        await other.SettleAsync();

        there.FindAll(Texts).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_nothing_may_disturb_it_waits_and_then_is_one_summary()
    {
        await Rows.KeepQuietAsync(Lan, Clock.GetUtcNow().UtcDateTime.AddMinutes(30));
        var toast = Render<NotificationToast>();
        await Rows.NotifyAsync(Lan, HeldNotifications.MaxKept + 5);
        await UntilAsync(() => Notifications.Unread == HeldNotifications.MaxKept + 5);
        await PassAsync(TimeSpan.FromMinutes(29));
        toast.FindAll(Texts).ShouldBeEmpty();

        await PassAsync(TimeSpan.FromMinutes(1));

        toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldBe(["You have 25 new notifications"]));
    }

    [Fact]
    public async Task Reading_everything_on_another_device_takes_a_summary_away_too()
    {
        var toast = Render<NotificationToast>();
        await Rows.NotifyAsync(Lan, 4);
        toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldBe(["You have 4 new notifications"]));

        await Rows.MarkReadAsync(Lan, 1, 2, 3, 4);

        toast.WaitForAssertion(() => toast.FindAll(Texts).ShouldBeEmpty());
    }

    [Fact]
    public async Task A_deleted_comment_takes_its_toast_away()
    {
        var post = await Rows.PostAsync(Lan);
        var toast = Render<NotificationToast>();
        var comment = await Rows.CommentAsync(Minh, post, "Never mind.");
        toast.WaitForAssertion(() => toast.FindLink("minh commented on your post “A post”"));

        await Rows.DeleteCommentAsync(Minh, post, comment.Id);

        toast.WaitForAssertion(() => toast.FindAll(Texts).ShouldBeEmpty());
    }

    [Theory]
    [InlineData("en", "New notifications (F8)", "Mark as read", "Close", "just now")]
    [InlineData("vi", "Thông báo mới (F8)", "Đánh dấu đã đọc", "Đóng", "vừa xong")]
    public async Task It_stands_in_a_named_region_with_who_it_is_from_when_it_came_and_what_can_be_done(
        string language, string region, string read, string close, string when)
    {
        var post = await Rows.PostAsync(Lan);
        Speak(language);
        var toast = Render<NotificationToast>();

        await Rows.CommentAsync(Minh, post, "Well said.");

        toast.WaitForAssertion(() => toast.FindAll(".toast").ShouldHaveSingleItem());
        toast.Find("section").GetAttribute("aria-label").ShouldBe(region);
        toast.WordsOf(".avatar").ShouldBe(["M"]);
        toast.WordsOf("time").ShouldBe([when]);
        toast.FindAll("button").Select(button => button.GetAttribute("aria-label") ?? button.Words()).ShouldBe([read, close]);
    }

    [Fact]
    public async Task A_summary_leads_to_the_inbox_and_reads_nothing()
    {
        var toast = Render<NotificationToast>();
        await Rows.NotifyAsync(Lan, 4);
        toast.WaitForAssertion(() => toast.FindLink("You have 4 new notifications"));

        await toast.FindLink("You have 4 new notifications").ClickAsync();

        toast.FindAll(Texts).ShouldBeEmpty();
        (await Rows.UnreadAsync(Lan)).ShouldBe([4, 3, 2, 1]);
    }

    [Theory]
    [InlineData(HeldNotifications.MaxKept, true)]
    [InlineData(HeldNotifications.MaxKept + 1, false)]
    public async Task A_summary_can_be_marked_as_read_where_it_is_known_what_it_tells_of(int count, bool isKnown)
    {
        await Rows.NotifyAsync(Minh, 1);
        var toast = Render<NotificationToast>();
        await Rows.NotifyAsync(Lan, count);
        toast.WaitForAssertion(() => toast.FindLink($"You have {count} new notifications"));
        toast.HasButton("Mark as read").ShouldBe(isKnown);

        if (isKnown)
        {
            await toast.FindButton("Mark as read").ClickAsync();
            (await Rows.UnreadAsync(Lan)).ShouldBeEmpty();
            (await Rows.UnreadAsync(Minh)).ShouldBe([1]);
        }
    }

    [Fact]
    public async Task Those_about_one_thing_lead_to_the_newest_and_are_read_together()
    {
        var post = await Rows.PostAsync(Lan);
        await Rows.NotifyAsync(Lan, 1);
        var toast = Render<NotificationToast>();
        await Rows.CommentAsync(Minh, post, "One.");
        var newest = await Rows.CommentAsync(Minh, post, "Two.");
        toast.WaitForAssertion(() => toast.FindLink("2 new comments on your post “A post”"));
        toast.FindLink("2 new comments on your post “A post”").GetAttribute("href").ShouldBe(CommentLink.To(post.Slug, newest.Id));

        await toast.FindLink("2 new comments on your post “A post”").ClickAsync();

        (await Rows.UnreadAsync(Lan)).ShouldBe([1]);
    }

    [Fact]
    public async Task Nobody_hears_of_what_others_are_told()
    {
        var toast = Render<NotificationToast>();

        await Rows.NotifyAsync(Minh, "for minh");
        await Rows.NotifyAsync(Lan, "for lan");

        toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldBe(["for lan"]));
    }

    /// <summary>Whoever writes may speak another language: that must not show.</summary>
    private static async Task<T> WithLanguage<T>(string language, Func<Task<T>> act)
    {
        Speak(language);
        return await act();
    }
}

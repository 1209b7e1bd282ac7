using AngleSharp.Dom;
using BlogBlazor.Notifications.Circuits;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Notifications.Circuits;

public sealed class InboxPageTests : BlogBunitContext
{
    private const string Items = ".inbox-list li";

    [Fact]
    public async Task It_lists_the_newest_first_with_their_links()
    {
        await Rows.NotifyAsync(Lan, "older", link: "/posts/a#comment-1");
        await Rows.NotifyAsync(Lan, "newer", link: "/posts/b#comment-2");

        var inbox = Open();

        inbox.FindAll(Items).Select(Sentence).ShouldBe(["newer", "older"]);
        inbox.FindAll("[aria-current=page]").ShouldHaveSingleItem().Words().ShouldBe("All");
        inbox.FindAll($"{Items} a").Select(link => link.GetAttribute("href")).ShouldBe(["/posts/b#comment-2", "/posts/a#comment-1"]);
    }

    [Theory]
    [InlineData("en", "", "Nothing yet. When somebody comments on your post, you see it here at once.")]
    [InlineData("vi", "", "Chưa có gì. Khi có người bình luận bài của bạn, bạn thấy ngay ở đây.")]
    [InlineData("en", "?show=unread", "You have read everything.")]
    [InlineData("vi", "?show=unread", "Bạn đã đọc hết.")]
    public void An_empty_one_says_so(string language, string query, string sentence)
    {
        Speak(language);

        var inbox = Open(query);

        inbox.Markup.ShouldContain(sentence);
        inbox.HasButton("Mark all as read").ShouldBeFalse();
    }

    [Fact]
    public async Task The_unread_filter_leaves_out_what_is_read_and_says_where_one_is()
    {
        await Rows.NotifyAsync(Lan, 3);
        await Rows.MarkReadAsync(Lan, 2);

        var inbox = Open("?show=unread");

        inbox.FindAll(Items).Select(Sentence).ShouldBe(["message 3", "message 1"]);
        inbox.FindAll("[aria-current=page]").ShouldHaveSingleItem().Words().ShouldBe("Unread");
    }

    [Fact]
    public async Task Unread_is_said_in_words_and_not_by_colour_alone()
    {
        await Rows.NotifyAsync(Lan, 2);
        await Rows.MarkReadAsync(Lan, 1);

        var inbox = Open();

        inbox.FindAll(Items)[0].Words().ShouldStartWith("Unread: message 2");
        inbox.FindAll(Items)[1].Words().ShouldStartWith("message 1");
    }

    [Fact]
    public async Task Marking_one_as_read_leaves_the_others()
    {
        await Rows.NotifyAsync(Lan, 2);
        var inbox = await OpenLiveAsync();

        await inbox.FindAll($"{Items} button")[0].ClickAsync();

        inbox.WaitForAssertion(() => inbox.FindAll($"{Items} button").ShouldHaveSingleItem());
        (await Rows.UnreadAsync(Lan)).ShouldBe([1]);
    }

    [Fact]
    public async Task Following_a_link_marks_it_as_read()
    {
        await Rows.NotifyAsync(Lan, 2);
        var inbox = await OpenLiveAsync();

        await inbox.FindAll($"{Items} a")[1].ClickAsync();

        (await Rows.UnreadAsync(Lan)).ShouldBe([2]);
    }

    [Fact]
    public async Task Marking_all_as_read_takes_the_buttons_away()
    {
        await Rows.NotifyAsync(Lan, 3);
        var inbox = await OpenLiveAsync();

        await inbox.FindButton("Mark all as read").ClickAsync();

        inbox.WaitForAssertion(() => inbox.FindAll("button").ShouldBeEmpty());
        (await Rows.UnreadAsync(Lan)).ShouldBeEmpty();
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

        inbox.WaitForAssertion(() => inbox.FindAll(Items).Select(Sentence).ShouldBe(["newer", "older"]));
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
        Open("?show=unread").FindLink("Older").GetAttribute("href").ShouldBe("/notifications?before=2&show=unread");
        var last = Open("?before=2");

        last.FindAll(Items).Select(Sentence).ShouldBe(["message 1"]);
        last.FindAll("a").ShouldNotContain(link => link.Words() == "Older");
    }

    [Fact]
    public async Task Before_the_circuit_runs_it_lists_without_buttons_that_would_do_nothing()
    {
        await Rows.NotifyAsync(Lan, 1);

        var html = await PrerenderAsync<InboxPage>();

        html.ShouldContain("message 1");
        html.ShouldNotContain("<button");
        IsListening(Lan).ShouldBeFalse();
    }

    [Fact]
    public async Task It_shows_nobody_else_s()
    {
        await Rows.NotifyAsync(Minh, "for minh");

        Open().Markup.ShouldNotContain("for minh");
    }

    private IRenderedComponent<InboxPage> Open(string query = "")
    {
        Navigation.NavigateTo("/notifications" + query);
        return Render<InboxPage>();
    }

    private async Task<IRenderedComponent<InboxPage>> OpenLiveAsync()
    {
        await Notifications.LoadAsync(Xunit.TestContext.Current.CancellationToken);
        var inbox = Open();
        await Notifications.StartAsync(null);
        return inbox;
    }

    private static string Sentence(IElement item) => item.QuerySelector("a > span:last-of-type")!.Words();
}

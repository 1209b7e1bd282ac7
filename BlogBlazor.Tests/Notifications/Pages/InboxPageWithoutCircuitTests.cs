using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Pages;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.Pages;

/// <summary>The inbox as the server draws it where no circuit runs. That its forms do what they say is in InboxFormTests.</summary>
public sealed class InboxPageWithoutCircuitTests : StaticPageContext
{
    [Fact]
    public async Task The_forms_of_an_entry_say_which_it_is_what_was_seen_and_where_to_go_back_to()
    {
        await Rows.NotifyAsync(Lan, 2);

        var page = await OpenAsync("?show=unread");

        var form = page.QuerySelector("#entry-1 form")!;
        (form.GetAttribute("method"), form.GetAttribute("action")).ShouldBe(("post", "/notifications/act"));
        Fields(form).ShouldBe(
            [("__RequestVerificationToken", "of the test"), ("id", "1"), ("group", ""), ("back", "/notifications?show=unread"), ("seen", "2"), ("zone", "UTC")]);
        form.QuerySelectorAll("button").Select(button => $"{button.GetAttribute("name")}={button.GetAttribute("value")}")
            .ShouldBe(["act=read", "act=archive", "act=snooze-Hour", "act=snooze-Evening", "act=snooze-Tomorrow", "act=snooze-Week"]);
        form.QuerySelector("input[name=at]")!.GetAttribute("type").ShouldBe("datetime-local");
        form.QuerySelector("details")!.HasAttribute("open").ShouldBeFalse();
    }

    [Theory]
    [InlineData("en", "Mark all as read")]
    [InlineData("vi", "Đánh dấu đã đọc hết")]
    public async Task All_are_marked_by_a_form_too_and_there_are_no_keys_to_explain(string language, string all)
    {
        await Rows.NotifyAsync(Lan, 2);
        Speak(language);

        var page = await OpenAsync();

        var form = page.QuerySelector(".inbox-tools form")!;
        Fields(form).ShouldBe([("__RequestVerificationToken", "of the test"), ("back", "/notifications"), ("seen", "2")]);
        form.QuerySelector("button[name=act][value=readAll]")!.Words().ShouldBe(all);
        page.QuerySelector("[data-opens]").ShouldBeNull();
    }

    [Fact]
    public async Task A_group_is_a_link_to_all_of_it_and_its_form_means_all_of_it()
    {
        var post = await Rows.PostAsync(Lan);
        await Rows.CommentAsync(Minh, post, "One.");
        await Rows.CommentAsync(Minh, post, "Two.");

        var page = await OpenAsync();

        var more = page.QuerySelector(".inbox-more a")!;
        more.Words().ShouldBe("Show all 2");
        more.GetAttribute("href").ShouldBe($"/notifications?group=comment%20posts%2F{post.Id}%2020260302");
        page.QuerySelector("#entry-2 input[name=group]")!.GetAttribute("value").ShouldBe($"comment posts/{post.Id} 20260302");
        page.QuerySelector(".inbox-group").ShouldBeNull();
    }

    [Theory]
    [InlineData("en", InboxAct.Read, "Marked as read.", "UndoRead")]
    [InlineData("en", InboxAct.ReadAll, "All marked as read.", "UndoRead")]
    [InlineData("en", InboxAct.Archive, "Archived.", "UndoArchive")]
    [InlineData("en", InboxAct.Snooze, "Snoozed.", "UndoArchive")]
    [InlineData("vi", InboxAct.Archive, "Đã lưu trữ.", "UndoArchive")]
    public async Task What_a_form_did_is_said_and_can_be_undone(string language, InboxAct done, string words, string undo)
    {
        Speak(language);

        var page = await OpenAsync($"?show=unread&done={done}&when={Start.UtcTicks}");

        var notice = page.QuerySelector(".inbox-notice[role=status]")!;
        notice.QuerySelector("p")!.Words().ShouldBe(words);
        Fields(notice).ShouldBe(
            [("__RequestVerificationToken", "of the test"), ("back", "/notifications?show=unread"), ("when", $"{Start.UtcTicks}")]);
        notice.QuerySelector("button[name=act]")!.GetAttribute("value").ShouldBe(undo);
    }

    [Theory]
    [InlineData("done=Unread", "Marked as unread.")]
    [InlineData("done=Unarchive", "Back in the inbox.")]
    [InlineData("done=UndoRead", "Undone.")]
    [InlineData("done=UndoArchive", "Undone.")]
    [InlineData("done=Read&when=0", "Marked as read.")]
    [InlineData("done=Read&when=9223372036854775807", "Marked as read.")]
    [InlineData("done=nothing", "It could not be saved just now. Please try again.")]
    [InlineData("done=99", "It could not be saved just now. Please try again.")]
    public async Task What_cannot_be_undone_or_was_not_done_is_said_alone(string query, string words)
    {
        var page = await OpenAsync("?" + query);

        page.QuerySelector(".inbox-notice")!.Words().ShouldBe(words);
        page.QuerySelector(".inbox-notice button").ShouldBeNull();
    }

    [Fact]
    public async Task Where_nothing_was_done_nothing_is_said() =>
        (await OpenAsync()).QuerySelectorAll(".inbox-notice, [role=alert]").ShouldBeEmpty();

    [Theory]
    [InlineData("2020-01-01T08:00", "2020-01-01T08:00:00")]
    [InlineData("soon", "")]
    public async Task A_time_that_was_refused_is_told_at_the_entry_it_was_typed_for_which_keeps_it(string typed, string kept)
    {
        await Rows.NotifyAsync(Lan, 2);

        var page = await OpenAsync($"?refused={Uri.EscapeDataString(typed)}&entry=1");

        page.QuerySelectorAll("[aria-invalid=true]").ShouldHaveSingleItem().Id.ShouldBe("snooze-1");
        page.QuerySelectorAll("details.snooze[open]").ShouldHaveSingleItem();
        (page.QuerySelector("#snooze-1")!.GetAttribute("value") ?? "").ShouldBe(kept);
        page.QuerySelector("#snooze-1-hint")!.Words().ShouldBe("Choose a time to come, within 90 days.");
        page.QuerySelector("#snooze-2-hint")!.Words().ShouldBe("Times are those of UTC.");
    }

    [Fact]
    public async Task It_listens_to_nothing_and_marks_nothing_as_seen()
    {
        await Rows.NotifyAsync(Lan, 1);

        await OpenAsync();

        IsListening(Lan).ShouldBeFalse();
        (await OpenAsync()).QuerySelector(".state-name")!.Words().ShouldBe("New");
    }

    private async Task<IHtmlDocument> OpenAsync(string query = "")
    {
        Navigation.NavigateTo("/notifications" + query);
        return await new HtmlParser().ParseDocumentAsync(await PrerenderAsync<InboxPage>(), Xunit.TestContext.Current.CancellationToken);
    }

    private static IEnumerable<(string?, string)> Fields(IElement form) => form.QuerySelectorAll("input[type=hidden]")
        .Select(field => (field.GetAttribute("name"), field.GetAttribute("value") ?? ""));
}

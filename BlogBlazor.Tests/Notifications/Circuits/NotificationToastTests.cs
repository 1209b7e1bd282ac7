using BlogBlazor.Comments;
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
    public async Task The_live_region_is_there_before_and_after_so_that_screen_readers_hear_it()
    {
        var toast = Render<NotificationToast>();
        var before = toast.FindRole("status");
        before.GetAttribute("aria-live").ShouldBe("polite");
        before.Words().ShouldBeEmpty();

        await Rows.NotifyAsync(Lan, "Hello");

        toast.WaitForAssertion(() => toast.FindRole("status").Words().ShouldContain("Hello"));
        toast.FindAll("[role=status], [aria-live]").ShouldHaveSingleItem();
        await toast.FindButton("Close").ClickAsync();
        toast.FindRole("status").Words().ShouldBeEmpty();
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
        toast.WaitForAssertion(() => toast.FindLink("one"));

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

    /// <summary>Whoever writes may speak another language: that must not show.</summary>
    private static async Task<T> WithLanguage<T>(string language, Func<Task<T>> act)
    {
        Speak(language);
        return await act();
    }
}

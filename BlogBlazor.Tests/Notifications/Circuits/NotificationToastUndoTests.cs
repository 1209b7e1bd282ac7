using BlogBlazor.Components;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Circuits;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Notifications.Circuits;

/// <summary>What a toast says of what was done on this tab, and how it is taken back.</summary>
public sealed class NotificationToastUndoTests : BlogBunitContext
{
    private const string Texts = ".toast-text";

    [Theory]
    [InlineData("en", InboxAct.Read, "Marked as read.", "Undo")]
    [InlineData("en", InboxAct.ReadAll, "All marked as read.", "Undo")]
    [InlineData("en", InboxAct.Archive, "Archived.", "Undo")]
    [InlineData("vi", InboxAct.Read, "Đã đánh dấu là đã đọc.", "Hoàn tác")]
    [InlineData("vi", InboxAct.ReadAll, "Đã đánh dấu đọc hết.", "Hoàn tác")]
    [InlineData("vi", InboxAct.Archive, "Đã lưu trữ.", "Hoàn tác")]
    public async Task What_was_done_is_said_and_undone_by_the_key_of_its_button(string language, InboxAct act, string words, string undo)
    {
        await Rows.NotifyAsync(Lan, 2);
        Speak(language);
        var toast = Render<NotificationToast>();

        await Commands.DoAsync(act, new Chosen([1]));
        toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldBe([words]));
        toast.FindButton(undo).GetAttribute("data-key").ShouldBe("z");
        await toast.InvokeAsync(() => toast.FindButton(undo).ClickAsync());

        toast.FindAll(Texts).ShouldBeEmpty();
        (await Rows.UnreadAsync(Lan)).ShouldBe([2, 1]);
    }

    [Theory]
    [InlineData("en", "Snoozed until Monday, March 2, 2026 5:00 PM.")]
    [InlineData("vi", "Đã hoãn đến Thứ Hai, 2 tháng 3, 2026 17:00.")]
    public async Task What_was_snoozed_says_until_when_by_the_clock_of_the_browser_and_comes_back(string language, string words)
    {
        JSInterop.SetupModule(BrowserTimeZone.Module).Setup<string?>("timeZone").SetResult("Asia/Ho_Chi_Minh");
        await Rows.NotifyAsync(Lan, 2);
        Speak(language);
        var toast = Render<NotificationToast>();
        await SettleAsync();

        await Commands.DoAsync(InboxAct.Snooze, new Chosen([1]), Clock.GetUtcNow().UtcDateTime.AddHours(1));
        toast.WaitForAssertion(() => toast.WordsOf(Texts).ShouldBe([words]));
        await toast.InvokeAsync(() => toast.Find("[data-key=z]").ClickAsync());

        (await Commands.ListAsync(new InboxFilter(), long.MaxValue, 5)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_cannot_be_undone_is_not_told_of()
    {
        await Rows.NotifyAsync(Lan, 1);
        var toast = Render<NotificationToast>();
        await Rows.MarkReadAsync(Lan, 1);

        await Commands.DoAsync(InboxAct.Unread, new Chosen([1]));
        await Commands.DoAsync(InboxAct.Unarchive, new Chosen([1]));
        await SettleAsync();

        toast.FindAll(Texts).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en", "It could not be saved just now. Please try again.")]
    [InlineData("vi", "Lúc này chưa lưu được. Xin thử lại.")]
    public async Task What_cannot_be_undone_just_now_says_so(string language, string words)
    {
        await Rows.NotifyAsync(Lan, 1);
        Speak(language);
        var toast = Render<NotificationToast>();
        await Commands.DoAsync(InboxAct.Archive, new Chosen([1]));
        toast.WaitForAssertion(() => toast.FindAll(Texts).ShouldHaveSingleItem());
        Database.RefuseWrites("Notifications");

        await toast.InvokeAsync(() => toast.Find("[data-key=z]").ClickAsync());

        toast.WordsOf(Texts).ShouldBe([words]);
        toast.FindAll("[data-key=z]").ShouldBeEmpty();
        await toast.Find(".toast-close").ClickAsync();
        toast.FindAll(Texts).ShouldBeEmpty();
    }
}

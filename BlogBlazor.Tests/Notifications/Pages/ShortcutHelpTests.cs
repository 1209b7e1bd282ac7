using BlogBlazor.Notifications.Pages;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Notifications.Pages;

public sealed class ShortcutHelpTests : BlogBunitContext
{
    [Fact]
    public void It_names_every_key_with_what_it_does()
    {
        var help = Render<ShortcutHelp>();

        help.FindAll("dl > div").Select(row => $"{row.QuerySelector("dt")!.Words()} {string.Join(' ', row.QuerySelectorAll("kbd").Select(RoleQueries.Words))}").ShouldBe(
        [
            "Open the inbox g n",
            "Next, previous j k",
            "Open Enter",
            "Archive, or back to the inbox e",
            "Mark as read or unread u",
            "Undo z",
            "Go to the newest notification on the screen F8",
            "Close it Esc",
            "This help ?",
        ]);
    }

    [Theory]
    [InlineData("en", "Keyboard shortcuts", "Single keys do this on all pages, in this browser", "Close")]
    [InlineData("vi", "Phím tắt", "Cho phép phím tắt một phím trên mọi trang, trong trình duyệt này", "Đóng")]
    public void It_is_a_dialog_with_a_title_a_switch_for_single_keys_and_a_way_out(string language, string title, string keys, string close)
    {
        Speak(language);

        var help = Render<ShortcutHelp>();

        var dialog = help.Find("dialog");
        dialog.Id.ShouldBe("shortcuts");
        dialog.HasAttribute("open").ShouldBeFalse();
        help.Find("#" + dialog.GetAttribute("aria-labelledby")).Words().ShouldBe(title);
        help.Find("label:has([data-shortcuts][checked])").Words().ShouldBe(keys);
        help.Find("form[method=dialog] button").Words().ShouldBe(close);
    }
}

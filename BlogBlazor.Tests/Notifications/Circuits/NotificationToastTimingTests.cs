using BlogBlazor.Notifications.Circuits;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.AspNetCore.Components.Web;

namespace BlogBlazor.Tests.Notifications.Circuits;

/// <summary>How long a toast stays (WCAG 2.2.1): until the clock says so, and never while somebody is at it.</summary>
public sealed class NotificationToastTimingTests : BlogBunitContext
{
    private static readonly TimeSpan ShownFor = TimeSpan.FromSeconds(8) + (3 * TimeSpan.FromMilliseconds(80));
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task It_goes_after_eight_seconds_and_the_time_to_read_it()
    {
        var toast = await ShowAsync("one");

        await PassAsync(ShownFor - Moment);
        Shown(toast).ShouldBe(["one"]);

        await PassAsync(Moment);
        Shown(toast).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_one_gives_both_their_time_and_the_older_goes_first()
    {
        var toast = await ShowAsync("one");
        await PassAsync(ShownFor / 2);
        await ArriveAsync(toast, "two");

        await PassAsync(ShownFor);
        Shown(toast).ShouldBe(["two"]);

        await PassAsync(ShownFor);
        Shown(toast).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_stays_while_the_pointer_is_on_it_and_has_its_whole_time_after()
    {
        var toast = await ShowAsync("one");
        await Region(toast).MouseEnterAsync(new MouseEventArgs());
        await PassAsync(ShownFor * 10);
        Shown(toast).ShouldBe(["one"]);

        await Region(toast).MouseLeaveAsync(new MouseEventArgs());
        await PassAsync(ShownFor - Moment);
        Shown(toast).ShouldBe(["one"]);

        await PassAsync(Moment);
        Shown(toast).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_stays_while_it_has_the_focus()
    {
        var toast = await ShowAsync("one");
        await Region(toast).FocusInAsync(new FocusEventArgs());
        await PassAsync(ShownFor * 10);
        Shown(toast).ShouldBe(["one"]);

        await Region(toast).FocusOutAsync(new FocusEventArgs());
        await PassAsync(ShownFor);
        Shown(toast).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pointer_that_only_passes_does_not_end_what_the_focus_holds()
    {
        var toast = await ShowAsync("one");
        await Region(toast).FocusInAsync(new FocusEventArgs());
        await Region(toast).MouseEnterAsync(new MouseEventArgs());
        await Region(toast).MouseLeaveAsync(new MouseEventArgs());

        await PassAsync(ShownFor * 2);

        Shown(toast).ShouldBe(["one"]);
    }

    [Fact]
    public async Task Closing_one_by_keyboard_does_not_hold_the_next_for_ever()
    {
        var toast = await ShowAsync("one");
        // The close button goes with the focus on it, and browsers then tell of no focusout.
        await Region(toast).FocusInAsync(new FocusEventArgs());
        await toast.FindButton("Close").ClickAsync();
        await ArriveAsync(toast, "two");

        await PassAsync(ShownFor);

        Shown(toast).ShouldBeEmpty();
    }

    [Fact]
    public async Task Closing_one_of_two_by_keyboard_lets_the_other_one_s_time_pass()
    {
        var toast = await ShowAsync("one");
        await ArriveAsync(toast, "two");
        await Region(toast).FocusInAsync(new FocusEventArgs());
        await toast.FindAll("button").First(button => button.GetAttribute("aria-label") == "Close").ClickAsync();
        Shown(toast).ShouldBe(["two"]);

        await PassAsync(ShownFor);

        Shown(toast).ShouldBeEmpty();
    }

    [Fact]
    public async Task Closing_the_last_one_by_pointer_does_not_hold_the_next_for_ever()
    {
        var toast = await ShowAsync("one");
        await Region(toast).MouseEnterAsync(new MouseEventArgs());
        await toast.FindButton("Close").ClickAsync();
        await ArriveAsync(toast, "two");

        await PassAsync(ShownFor);

        Shown(toast).ShouldBeEmpty();
    }

    [Fact]
    public async Task Time_that_passes_after_the_page_is_gone_does_nothing()
    {
        await ShowAsync("one");
        await DisposeComponentsAsync();

        await Should.NotThrowAsync(() => PassAsync(ShownFor));
    }

    [Fact]
    public async Task Its_time_does_not_pass_while_nobody_looks_at_the_tab()
    {
        var toast = await ShowAsync("one");
        Tab.Tell(showsToasts: true, isLookedAt: false);
        await PassAsync(ShownFor * 10);
        Shown(toast).ShouldBe(["one"]);

        Tab.Tell(showsToasts: true, isLookedAt: true);
        await SettleAsync();
        await PassAsync(ShownFor);

        Shown(toast).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_shown_to_its_end_has_been_seen_and_nothing_before()
    {
        var toast = await ShowAsync("one");
        await ArriveAsync(toast, "two");
        Notifications.SeenUpTo.ShouldBe(0);

        await PassAsync(ShownFor);
        await UntilAsync(() => Notifications.SeenUpTo == 1);

        await PassAsync(ShownFor);
        await UntilAsync(() => Notifications.SeenUpTo == 2);
        (await Rows.UnreadAsync(Lan)).ShouldBe([2, 1]);
    }

    private static AngleSharp.Dom.IElement Region(IRenderedComponent<NotificationToast> toast) => toast.Find("section.toasts");

    private async Task<IRenderedComponent<NotificationToast>> ShowAsync(string text)
    {
        var toast = Render<NotificationToast>();
        await ArriveAsync(toast, text);
        return toast;
    }

    private async Task ArriveAsync(IRenderedComponent<NotificationToast> toast, string text)
    {
        await Rows.NotifyAsync(Lan, text);
        toast.WaitForAssertion(() => Shown(toast).ShouldContain(text));
    }

    private static IReadOnlyList<string> Shown(IRenderedComponent<NotificationToast> toast) => toast.WordsOf(".toast-text");
}

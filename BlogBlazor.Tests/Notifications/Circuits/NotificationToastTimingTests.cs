using BlogBlazor.Notifications.Circuits;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.AspNetCore.Components.Web;

namespace BlogBlazor.Tests.Notifications.Circuits;

/// <summary>How long a toast stays (WCAG 2.2.1): until the clock says so, and never while somebody is at it.</summary>
public sealed class NotificationToastTimingTests : BlogBunitContext
{
    private static readonly TimeSpan ShownFor = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task It_goes_after_eight_seconds()
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
        await toast.FindRole("status").MouseEnterAsync(new MouseEventArgs());
        await PassAsync(ShownFor * 10);
        Shown(toast).ShouldBe(["one"]);

        await toast.FindRole("status").MouseLeaveAsync(new MouseEventArgs());
        await PassAsync(ShownFor - Moment);
        Shown(toast).ShouldBe(["one"]);

        await PassAsync(Moment);
        Shown(toast).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_stays_while_it_has_the_focus()
    {
        var toast = await ShowAsync("one");
        await toast.FindRole("status").FocusInAsync(new FocusEventArgs());
        await PassAsync(ShownFor * 10);
        Shown(toast).ShouldBe(["one"]);

        await toast.FindRole("status").FocusOutAsync(new FocusEventArgs());
        await PassAsync(ShownFor);
        Shown(toast).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pointer_that_only_passes_does_not_end_what_the_focus_holds()
    {
        var toast = await ShowAsync("one");
        await toast.FindRole("status").FocusInAsync(new FocusEventArgs());
        await toast.FindRole("status").MouseEnterAsync(new MouseEventArgs());
        await toast.FindRole("status").MouseLeaveAsync(new MouseEventArgs());

        await PassAsync(ShownFor * 2);

        Shown(toast).ShouldBe(["one"]);
    }

    [Fact]
    public async Task Closing_one_by_keyboard_does_not_hold_the_next_for_ever()
    {
        var toast = await ShowAsync("one");
        // The close button goes with the focus on it, and browsers then tell of no focusout.
        await toast.FindRole("status").FocusInAsync(new FocusEventArgs());
        await toast.FindButton("Close").ClickAsync();
        await ArriveAsync(toast, "two");

        await PassAsync(ShownFor);

        Shown(toast).ShouldBeEmpty();
    }

    [Fact]
    public async Task Closing_the_last_one_by_pointer_does_not_hold_the_next_for_ever()
    {
        var toast = await ShowAsync("one");
        await toast.FindRole("status").MouseEnterAsync(new MouseEventArgs());
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

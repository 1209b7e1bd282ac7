using System.Text.RegularExpressions;
using BlogBlazor.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>What only a real browser can show of toasts and bell: its tabs, its focus, its keys.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class ToastsInTheBrowserTests(EndToEndFixture fixture) : IAsyncLifetime
{
    private PublishedApplication _app = null!;
    private Visitor _lan = null!;
    private Visitor _minh = null!;
    private string _slug = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await fixture.SiteAsync();
        _lan = await fixture.SignUpAsync(_app, "lan");
        _minh = await fixture.SignUpAsync(_app, "minh");
        _slug = await _lan.Account.PublishAsync("How I write");
    }

    public async ValueTask DisposeAsync()
    {
        if (_minh is not null)
        {
            await _lan.DisposeAsync();
            await _minh.DisposeAsync();
        }
    }

    [Fact]
    public async Task Of_three_tabs_the_one_that_had_the_focus_last_shows_it_and_closing_it_there_closes_it_for_all()
    {
        IPage[] tabs = [_lan.Page, await _lan.Context.NewPageAsync(), await _lan.Context.NewPageAsync()];
        await OpenAsync(tabs);

        await _minh.Account.CommentAsync(_slug);

        await Expect(tabs[2].Locator(".toast")).ToHaveCountAsync(1);
        foreach (var tab in tabs)
        {
            await Expect(tab.Locator(".bell-count")).ToHaveTextAsync("1", new() { Timeout = 1000 });
        }

        await Expect(tabs[0].Locator(".toast")).ToHaveCountAsync(0);
        await Expect(tabs[1].Locator(".toast")).ToHaveCountAsync(0);
        (await SaidAsync(tabs)).ShouldBe(["", "", $"{_minh.Handle} commented on your post “How I write”"]);

        // It goes where the user goes, and is not said again.
        await FocusAsync(tabs[0]);
        await Expect(tabs[0].Locator(".toast")).ToHaveCountAsync(1);
        await Expect(tabs[2].Locator(".toast")).ToHaveCountAsync(0);
        (await SaidAsync(tabs))[0].ShouldBeEmpty();

        // Whoever closes that tab finds it in another one.
        await tabs[0].CloseAsync();
        await FocusAsync(tabs[1]);
        await tabs[1].Locator(".toast").GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(tabs[1].Locator(".toast")).ToHaveCountAsync(0);
        await Expect(tabs[2].Locator(".bell.news")).ToHaveCountAsync(0, new() { Timeout = 1000 });
        await FocusAsync(tabs[2]);
        await tabs[2].Locator(".bell").ClickAsync();
        await Expect(tabs[2].Locator(".toast")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Whichever_tab_is_switched_to_shows_it()
    {
        IPage[] tabs = [_lan.Page, await _lan.Context.NewPageAsync()];
        await OpenAsync(tabs);
        for (var i = 0; i < 6; i++)
        {
            var (here, there) = (tabs[i % 2], tabs[1 - (i % 2)]);
            await FocusAsync(here);
            await _minh.Account.CommentAsync(_slug);
            await Expect(here.Locator(".toast")).ToHaveCountAsync(1);
            await Expect(there.Locator(".toast")).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task A_tab_that_is_looked_at_before_it_is_told_that_another_one_had_been_shows_it()
    {
        var (first, slow) = (_lan.Page, await _lan.Context.NewPageAsync());
        await slow.AddInitScriptAsync("""
            const request = navigator.locks.request.bind(navigator.locks);
            navigator.locks.request = (...args) => request(...args).catch(async error => {
                await new Promise(resolve => { window.hearOfIt = resolve; });
                throw error;
            });
            """);
        await OpenAsync(first, slow);
        await FocusAsync(first);
        await slow.WaitForFunctionAsync("() => !!window.hearOfIt");

        await FocusAsync(slow);
        await slow.EvaluateAsync("window.hearOfIt()");
        await _minh.Account.CommentAsync(_slug);

        await Expect(slow.Locator(".toast")).ToHaveCountAsync(1);
        await Expect(first.Locator(".toast")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_tab_that_has_ended_does_not_keep_from_others_what_it_had_just_asked_for()
    {
        await _lan.GoAsync("/tags");
        await _lan.Page.EvaluateAsync("""
            async () => {
              const { start } = await import('/js/toasts.js');
              const element = () => document.createElement('div');
              start({ invokeMethodAsync: async () => {} }, element(), element(), 'somebody').stop();
              navigator.locks.request('blogblazor.toasts.somebody', () => { window.othersHaveIt = true; });
            }
            """);

        await _lan.Page.WaitForFunctionAsync("() => !!window.othersHaveIt");
    }

    [Fact]
    public async Task When_the_tab_that_had_the_focus_last_is_hidden_one_that_is_seen_shows_it_though_the_focus_is_elsewhere()
    {
        // Two windows side by side, and a third program that has the focus.
        var (hidden, seen) = (_lan.Page, await _lan.Context.NewPageAsync());
        await OpenAsync(seen, hidden);
        await hidden.EvaluateAsync("""
            document.hasFocus = () => false;
            Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
            document.dispatchEvent(new Event('visibilitychange'));
            """);
        await _minh.Account.CommentAsync(_slug);

        await Expect(seen.Locator(".toast")).ToHaveCountAsync(1);
        await Expect(hidden.Locator(".toast")).ToHaveCountAsync(0);
        (await SaidAsync([hidden, seen])).ShouldBe(["", $"{_minh.Handle} commented on your post “How I write”"]);
    }

    [Fact]
    public async Task By_keyboard_one_goes_to_it_marks_it_as_read_undoes_that_and_comes_back()
    {
        await _lan.GoAsync("/tags");
        var search = _lan.Page.GetByRole(AriaRole.Link, new() { Name = "Search" });
        await search.FocusAsync();
        await _minh.Account.CommentAsync(_slug);
        await Expect(_lan.Toasts).ToHaveCountAsync(1);

        await _lan.Page.Keyboard.PressAsync("F8");
        await Expect(_lan.Toasts.GetByRole(AriaRole.Link)).ToBeFocusedAsync();
        await AxeChecks.ShouldPassAsync(_lan.Page);
        await _lan.Page.Keyboard.PressAsync("Tab");
        await _lan.Page.Keyboard.PressAsync("Enter");
        await Expect(_lan.BellCount).ToHaveCountAsync(0);
        await Expect(_lan.Toasts.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToBeFocusedAsync();
        await AxeChecks.ShouldPassAsync(_lan.Page);
        await _lan.Page.Keyboard.PressAsync("z");
        await Expect(_lan.BellCount).ToHaveTextAsync("1");
        await Expect(search).ToBeFocusedAsync();

        await _minh.Account.CommentAsync(_slug);
        await Expect(_lan.Toasts).ToHaveCountAsync(1);
        await _lan.Page.Keyboard.PressAsync("F8");
        await _lan.Page.Keyboard.PressAsync("Escape");
        await Expect(_lan.Toasts).ToHaveCountAsync(0);
        await Expect(search).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Who_was_quicker_than_the_script_gets_the_focus_back_too()
    {
        var asked = new TaskCompletionSource<IRoute>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _lan.Page.RouteAsync("**/js/toasts*.js", asked.SetResult);
        await _lan.Page.GotoAsync("/tags");
        var held = await asked.Task;
        var search = _lan.Page.GetByRole(AriaRole.Link, new() { Name = "Search" });
        await search.FocusAsync();
        await held.ContinueAsync();
        await _minh.Account.CommentAsync(_slug);
        await Expect(_lan.Toasts).ToHaveCountAsync(1);

        await _lan.Page.Keyboard.PressAsync("F8");
        await _lan.Page.Keyboard.PressAsync("Escape");

        await Expect(_lan.Toasts).ToHaveCountAsync(0);
        await Expect(search).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_finger_pushes_it_away_and_it_covers_nothing_that_has_the_focus()
    {
        await using var phone = await fixture.OpenAsync(_app, options =>
        {
            options.ViewportSize = new() { Width = 390, Height = 800 };
            options.HasTouch = true;
        });
        await phone.SignInAsync(_lan.Account.Email);
        await phone.GoAsync("/tags");
        var last = phone.Page.GetByRole(AriaRole.Link, new() { Name = "API" });
        await last.FocusAsync();
        await _minh.Account.CommentAsync(_slug);
        await Expect(phone.Toasts).ToHaveCountAsync(1);

        var (toast, focused) = ((await phone.Toasts.BoundingBoxAsync())!, (await last.BoundingBoxAsync())!);
        (toast.Y >= focused.Y + focused.Height || toast.Y + toast.Height <= focused.Y).ShouldBeTrue();

        await phone.Toasts.EvaluateAsync("""
            toast => [['pointerdown', 100], ['pointermove', 160], ['pointermove', 240], ['pointerup', 240]].forEach(([type, clientX]) =>
              toast.dispatchEvent(new PointerEvent(type, { clientX, pointerType: 'touch', bubbles: true })))
            """);
        await Expect(phone.Toasts).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_comment_on_the_post_that_is_open_does_not_toast()
    {
        await _lan.GoAsync($"/posts/{_slug}");

        await _minh.Account.CommentAsync(_slug);

        await Expect(_lan.Page.GetByRole(AriaRole.Button, new() { Name = "1 new comment, show" })).ToBeVisibleAsync();
        await Expect(_lan.BellCount).ToHaveTextAsync("1");
        await Expect(_lan.Page.Locator(".bell.news")).ToHaveCountAsync(0);
        await Expect(_lan.Toasts).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_bell_opens_by_keyboard_tells_what_is_new_and_gives_the_focus_back()
    {
        await _minh.Account.CommentAsync(_slug);
        await _lan.GoAsync("/tags");
        var bell = _lan.Page.GetByRole(AriaRole.Button, new() { Name = "Notifications, 1 unread" });
        await Expect(_lan.Page.Locator(".bell.news")).ToHaveCountAsync(1);

        await bell.PressAsync("Enter");
        var panel = _lan.Page.GetByRole(AriaRole.Dialog, new() { Name = "Notifications" });
        await Expect(panel.GetByRole(AriaRole.Link, new() { Name = $"{_minh.Handle} commented on your post “How I write”" })).ToBeVisibleAsync();
        await Expect(panel.GetByText("New", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(_lan.Page.Locator(".bell.news")).ToHaveCountAsync(0);
        await AxeChecks.ShouldPassAsync(_lan.Page);
        await panel.GetByRole(AriaRole.Button, new() { Name = "Mark all as read" }).ClickAsync();
        await Expect(_lan.BellCount).ToHaveCountAsync(0);
        await Expect(_lan.Page).ToHaveTitleAsync("Tags · BlogBlazor");
        await _lan.Toasts.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(_lan.Page).ToHaveTitleAsync("(1) Tags · BlogBlazor");

        await bell.PressAsync("Enter");
        await _lan.Page.Keyboard.PressAsync("Escape");
        await Expect(panel).ToBeHiddenAsync();
        await Expect(bell).ToBeFocusedAsync();
        await bell.PressAsync("Enter");
        await panel.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("commented on your post") }).ClickAsync();
        await _lan.Page.ComesToAsync("/posts/.+#comment-");
        await Expect(panel).ToBeHiddenAsync();
        await Expect(_lan.BellCount).ToHaveCountAsync(0);
    }

    /// <summary>Each asks for the browser's lock when it has started, so the last one has it.</summary>
    private async Task OpenAsync(params IPage[] tabs)
    {
        foreach (var tab in tabs)
        {
            await _lan.GoAsync("/tags", tab);
        }

        await FocusAsync(tabs[^1]);
    }

    /// <summary>All tabs of an automated browser believe that they have the focus: this says which of them got it, as when it is switched to.</summary>
    private static async Task FocusAsync(IPage tab)
    {
        foreach (var other in tab.Context.Pages.Where(other => other != tab))
        {
            await other.EvaluateAsync("""
                document.hasFocus = () => false;
                window.dispatchEvent(new Event('blur'));
                """);
        }

        await tab.EvaluateAsync("""
            document.hasFocus = () => true;
            document.dispatchEvent(new Event('visibilitychange'));
            window.dispatchEvent(new Event('focus'));
            """);
    }

    private static async Task<List<string>> SaidAsync(IPage[] tabs)
    {
        var said = new List<string>();
        foreach (var tab in tabs)
        {
            said.Add(await tab.Locator(".toasts + [role=status]").TextContentAsync() ?? "");
        }

        return said;
    }
}

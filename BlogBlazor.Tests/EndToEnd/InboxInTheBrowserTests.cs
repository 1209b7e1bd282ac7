using System.Text.RegularExpressions;
using BlogBlazor.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>The inbox as a page: keys, devices that agree, links to the very comment, and no script at all.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class InboxInTheBrowserTests(EndToEndFixture fixture) : IAsyncLifetime
{
    private PublishedApplication _app = null!;
    private Visitor _lan = null!;
    private Visitor _minh = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await fixture.SiteAsync();
        _lan = await fixture.SignUpAsync(_app, "lan");
        _minh = await fixture.SignUpAsync(_app, "minh");
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
    public async Task All_of_it_goes_by_single_keys_which_fields_keep_to_themselves_and_which_can_be_switched_off()
    {
        await HearOfPostsAsync("First", "Second", "Third");
        await _lan.GoAsync("/search");
        var page = _lan.Page;
        await page.Locator("input[type=search]").First.FocusAsync();
        await page.Keyboard.TypeAsync("gn?");
        await Expect(page.Locator("input[type=search]").First).ToHaveValueAsync("gn?");
        await page.Locator("h1").First.ClickAsync();

        await page.Keyboard.TypeAsync("gn");
        await page.ComesToAsync("/notifications$");
        await Expect(Entries).ToHaveCountAsync(3);
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("jj");
        await Expect(Entry("Second").Locator("a")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k");
        await Expect(Entry("Third").Locator("a")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("u");
        await Expect(Entry("Third")).ToHaveClassAsync("read");
        await page.Keyboard.PressAsync("e");
        await Expect(Entries).ToHaveCountAsync(2);
        await Expect(Entry("Second")).ToBeFocusedAsync();
        await Expect(_lan.Toasts.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("z");
        await Expect(Entries).ToHaveCountAsync(3);

        await page.Keyboard.PressAsync("?");
        var help = page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" });
        await Expect(help).ToBeVisibleAsync();
        await AxeChecks.ShouldPassAsync(page);
        await help.GetByRole(AriaRole.Checkbox).UncheckAsync();
        await help.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await page.Keyboard.PressAsync("?");
        await Expect(help).ToBeHiddenAsync();
        await _lan.GoAsync("/notifications");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keyboard shortcuts" }).ClickAsync();
        await Expect(help.GetByRole(AriaRole.Checkbox)).Not.ToBeCheckedAsync();
        await help.GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.Keyboard.PressAsync("Escape");

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await page.ComesToAsync("/posts/.+#comment-");
    }

    [Fact]
    public async Task Who_is_quicker_than_the_circuit_stays_where_they_are()
    {
        await HearOfPostsAsync("First", "Second", "Third");
        var asked = new TaskCompletionSource<IRoute>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _lan.Page.RouteAsync("**/_blazor/negotiate*", asked.SetResult);
        await _lan.Page.GotoAsync("/notifications");
        var held = await asked.Task;
        await _lan.Page.Keyboard.TypeAsync("jj");
        await Expect(Entry("Second").Locator("a")).ToBeFocusedAsync();

        await held.ContinueAsync();
        await Visitor.LiveAsync(_lan.Page);

        await Expect(Entry("Second").Locator("a")).ToBeFocusedAsync();
        await _lan.Page.Keyboard.PressAsync("k");
        await Expect(Entry("Third").Locator("a")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task What_is_done_on_one_device_shows_on_the_other_and_on_a_socket_within_a_second()
    {
        await HearOfPostsAsync("First", "Second");
        await using var phone = await fixture.OpenAsync(_app);
        await phone.SignInAsync(_lan.Account.Email);
        await phone.GoAsync("/notifications");
        await _lan.GoAsync("/notifications");
        await using var socket = await _lan.Account.ConnectAsync("?after=2");
        (await socket.ReceiveAsync()).Type().ShouldBe("welcome");
        var entries = phone.Page.Locator("[data-entry]");
        var atOnce = new LocatorAssertionsToHaveCountOptions { Timeout = 1000 };

        await Entry("Second").GetByRole(AriaRole.Button, new() { Name = "Archive" }).ClickAsync();
        await Expect(entries).ToHaveCountAsync(1, atOnce);
        await Expect(phone.BellCount).ToHaveTextAsync("1", new() { Timeout = 1000 });
        await HearAsync(socket, "archived", unread: 1);

        await _lan.Toasts.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(entries).ToHaveCountAsync(2, atOnce);
        await HearAsync(socket, "inbox", unread: 2);
        await Expect(phone.Page).ToHaveTitleAsync("(2) Notifications · BlogBlazor", new() { Timeout = 1000 });

        await _lan.Page.GetByRole(AriaRole.Button, new() { Name = "Mark all as read" }).ClickAsync();
        await Expect(phone.Page.Locator("[data-entry].unread")).ToHaveCountAsync(0, atOnce);
        await Expect(phone.BellCount).ToHaveCountAsync(0, atOnce);
    }

    [Fact]
    public async Task Axe_finds_nothing_in_any_state()
    {
        var slug = await _lan.Account.PublishAsync("Tea");
        await _minh.Account.CommentAsync(slug);
        await _minh.Account.CommentAsync(slug);
        await HearOfPostsAsync("Cake", "Bread");
        await _lan.GoAsync("/notifications");
        await Expect(Entries).ToHaveCountAsync(3);
        await AxeChecks.ShouldPassAsync(_lan.Page);

        await Entry("Tea").GetByRole(AriaRole.Button, new() { Name = "Show all 2" }).ClickAsync();
        await Expect(_lan.Page.Locator(".inbox-group li")).ToHaveCountAsync(2);
        await Entry("Bread").GetByLabel("Snooze", new() { Exact = true }).First.ClickAsync();
        await Entry("Bread").Locator("input[type=datetime-local]").FillAsync("2020-01-01T08:00");
        await Entry("Bread").Locator("input[type=submit]").ClickAsync();
        await Expect(Entry("Bread").GetByText("Choose a time to come, within 90 days.")).ToBeVisibleAsync();
        await AxeChecks.ShouldPassAsync(_lan.Page);
        await Entry("Bread").GetByRole(AriaRole.Button, new() { Name = "Tomorrow" }).ClickAsync();
        await Expect(Entries).ToHaveCountAsync(2);
        await Entry("Cake").GetByRole(AriaRole.Button, new() { Name = "Archive" }).ClickAsync();
        await Expect(Entries).ToHaveCountAsync(1);

        foreach (var query in new[] { "?show=unread", "?show=archived", "?show=snoozed", "?kind=mention" })
        {
            await _lan.GoAsync("/notifications" + query);
            await AxeChecks.ShouldPassAsync(_lan.Page);
        }
    }

    [Fact]
    public async Task It_leads_to_the_very_comment_on_whatever_page_of_comments_that_is()
    {
        var slug = await _lan.Account.PublishAsync("A long talk");
        for (var number = 1; number < 52; number++)
        {
            await _lan.Account.CommentAsync(slug, $"Comment {number}.");
        }

        await _minh.Account.CommentAsync(slug, "The last word.");
        await _lan.GoAsync("/notifications");

        await Entry("A long talk").Locator("a").First.ClickAsync();

        await Expect(_lan.Page.Locator("article.comment", new() { HasText = "The last word." })).ToBeFocusedAsync();
        await Expect(_lan.BellCount).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_JavaScript_everything_is_there_but_the_liveliness()
    {
        await HearOfPostsAsync("First", "Second");
        await using var plain = await fixture.OpenAsync(_app, options => options.JavaScriptEnabled = false);
        await plain.SignInAsync(_lan.Account.Email);
        var page = plain.Page;
        var entries = page.Locator("[data-entry]");
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Notifications, 2 unread" }).ClickAsync();

        await entries.First.GetByRole(AriaRole.Button, new() { Name = "Archive" }).ClickAsync();
        await Expect(entries).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(entries).ToHaveCountAsync(2);
        await entries.First.Locator("summary").ClickAsync();
        await entries.First.GetByRole(AriaRole.Button, new() { Name = "Next week" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Snoozed" }).ClickAsync();
        await Expect(entries).ToHaveCountAsync(1);
    }

    private static async Task HearAsync(TestSocket socket, string state, int unread)
    {
        var change = await socket.ReceiveAsync("change");
        while (change.Text("state") != state)
        {
            change = await socket.ReceiveAsync("change");
        }

        change.Number("unread").ShouldBe(unread);
    }

    [Fact]
    public async Task The_app_s_icon_and_the_page_s_title_carry_the_count_as_it_changes()
    {
        await _lan.Page.AddInitScriptAsync("""
            Object.defineProperty(navigator, 'setAppBadge', { value: async (count) => { window.badge = count; } });
            """);
        await _lan.GoAsync("/tags");
        await HearOfPostsAsync("First", "Second");
        await CountIsAsync(2, "(2) ");

        using var marked = await _lan.Account.PostAsync("/api/notifications/read", new { ids = new[] { 1 } });
        await CountIsAsync(1, "(1) ");
        using var all = await _lan.Account.PostAsync("/api/notifications/read", new { upTo = 2 });
        await CountIsAsync(0, "");

        async Task CountIsAsync(int count, string title)
        {
            await _lan.Page.WaitForFunctionAsync("(count) => window.badge === count", count);
            await Expect(_lan.Page).ToHaveTitleAsync(new Regex($"^{Regex.Escape(title)}Tags"));
        }
    }

    private ILocator Entries => _lan.Page.Locator("[data-entry]");

    private ILocator Entry(string title) => _lan.Page.Locator("[data-entry]", new() { HasText = $"“{title}”" });

    private async Task HearOfPostsAsync(params string[] titles)
    {
        foreach (var title in titles)
        {
            await _minh.Account.CommentAsync(await _lan.Account.PublishAsync(title));
        }
    }
}

using System.Text.RegularExpressions;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>What an outside script gets in real Chromium: fallback, one line for many tabs, the widget.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class JavaScriptClientInTheBrowserTests(EndToEndFixture fixture) : IAsyncLifetime
{
    private PublishedApplication _app = null!;
    private Visitor _lan = null!;
    private Visitor _minh = null!;
    private string _slug = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await fixture.SiteAsync();
        _lan = await fixture.SignUpAsync(_app, "lan");
        _slug = await _lan.Account.PublishAsync();
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
    public async Task Two_tabs_of_one_user_open_one_socket_and_both_hear()
    {
        var sockets = 0;
        _lan.Context.Page += (_, page) => page.WebSocket += (_, _) => sockets++;
        var first = await ConnectAsync(await _lan.Context.NewPageAsync(), "by WebSocket");
        var second = await ConnectAsync(await _lan.Context.NewPageAsync(), "by another tab");

        await _minh.Account.CommentAsync(_slug);
        await HearsAsync(first, 1);
        await HearsAsync(second, 1);
        sockets.ShouldBe(1);

        await first.CloseAsync();
        await Expect(Status(second)).ToContainTextAsync("by WebSocket");
        await _minh.Account.CommentAsync(_slug);
        await HearsAsync(second, 2);
        sockets.ShouldBe(2);
    }

    [Fact]
    public async Task Where_WebSocket_is_blocked_server_sent_events_take_its_place()
    {
        await _lan.Context.RouteWebSocketAsync(new Regex("/ws/notifications"), socket => socket.CloseAsync());

        var page = await ConnectAsync(_lan.Page, "by server-sent events");
        await _minh.Account.CommentAsync(_slug);

        await HearsAsync(page, 1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Mark all read" }).ClickAsync();
        await Expect(page.GetByText("all read", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Where_there_is_neither_the_long_poll_does()
    {
        await _lan.Context.AddInitScriptAsync("delete globalThis.WebSocket");
        await _lan.Context.RouteAsync("**/sse/notifications*", route => route.AbortAsync());

        var page = await ConnectAsync(_lan.Page, "by long poll");
        await _minh.Account.CommentAsync(_slug);

        await HearsAsync(page, 1);
    }

    [Theory]
    [InlineData("en", "Notifications", "1 unread", "Mark all as read")]
    [InlineData("vi", "Thông báo", "1 chưa đọc", "Đánh dấu đã đọc hết")]
    public async Task The_widget_shows_bell_and_inbox(string language, string name, string unread, string readAll)
    {
        await _lan.Page.GotoAsync("/samples/widget.html");
        var widget = _lan.Page.Locator("blog-notifications");
        await widget.EvaluateAsync("(element, language) => element.lang = language", language);
        var bell = widget.GetByRole(AriaRole.Button, new() { Name = name });

        await _minh.Account.CommentAsync(_slug);
        await Expect(bell).ToHaveAccessibleNameAsync($"{name}, {unread}");
        await Expect(widget.GetByRole(AriaRole.Status)).ToContainTextAsync(_minh.Handle);

        await bell.PressAsync("Enter");
        await Expect(bell).ToHaveAttributeAsync("aria-expanded", "true");
        var link = widget.GetByRole(AriaRole.List).GetByRole(AriaRole.Link);
        await Expect(link).ToHaveAttributeAsync("href", new Regex($"^{Regex.Escape(_app.Address.GetLeftPart(UriPartial.Authority))}/posts/{_slug}#comment-"));
        await AxeChecks.ShouldPassAsync(_lan.Page);
        await widget.GetByRole(AriaRole.Button, new() { Name = readAll }).ClickAsync();
        await Expect(bell).ToHaveAccessibleNameAsync(name);
        await link.PressAsync("Escape");
        await Expect(bell).ToBeFocusedAsync();
        await Expect(widget.GetByRole(AriaRole.List)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_widget_shows_once_what_its_list_had_before_the_line_brought_it()
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _lan.Page.RouteAsync(new Regex(@"/api/notifications\?after="), async route =>
        {
            await written.Task;
            await route.ContinueAsync();
        });
        await _lan.Page.RouteWebSocketAsync(new Regex("/ws/notifications"), socket =>
        {
            var server = socket.ConnectToServer();
            server.OnMessage(frame => _ = PassOnAsync(frame.Text!));

            async Task PassOnAsync(string frame)
            {
                if (frame.Contains("\"notification\"", StringComparison.Ordinal))
                {
                    await listed.Task;
                }

                socket.Send(frame);
            }
        });
        await _lan.Page.GotoAsync("/samples/widget.html");
        var widget = _lan.Page.Locator("blog-notifications");
        await widget.GetByRole(AriaRole.Button, new() { Name = "Notifications" }).ClickAsync();

        await _minh.Account.CommentAsync(_slug);
        written.SetResult();
        await Expect(widget.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        listed.SetResult();

        await Expect(widget.GetByRole(AriaRole.Status)).ToContainTextAsync(_minh.Handle);
        await Expect(widget.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_widget_lets_go_what_is_archived_elsewhere_and_shows_what_comes_back()
    {
        await _lan.Page.GotoAsync("/samples/widget.html");
        var widget = _lan.Page.Locator("blog-notifications");
        await widget.GetByRole(AriaRole.Button, new() { Name = "Notifications" }).ClickAsync();
        await _minh.Account.CommentAsync(_slug);
        await _minh.Account.CommentAsync(_slug);
        await Expect(widget.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);

        using var archived = await _lan.Account.PostAsync("/api/notifications/archive", new { ids = new[] { 2 } });
        await Expect(widget.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Expect(widget.GetByRole(AriaRole.Button, new() { Name = "Notifications, 1 unread" })).ToBeVisibleAsync();
        using var back = await _lan.Account.PostAsync("/api/notifications/unarchive", new { ids = new[] { 2 } });
        await Expect(widget.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await Expect(widget.GetByRole(AriaRole.Button, new() { Name = "Notifications, 2 unread" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_widget_works_by_token_on_a_page_of_an_allowed_site_and_on_no_other()
    {
        var address = ServerProcess.FreeAddress();
        var (allowed, other) = ($"http://localhost:{address.Port}", $"http://127.0.0.1:{address.Port}");
        await using var blog = await PublishedApplication.StartAsync(("Notifications:AllowedOrigins:0", allowed));
        await using var site = await StartSiteAsync(address, $"""
            <!DOCTYPE html><html lang="en"><title>Another site</title>
            <script type="module" src="{blog.Address}js/notifications-widget.js"></script>
            <blog-notifications></blog-notifications>
            """);
        await using var ann = await fixture.SignUpAsync(blog, "ann");
        await using var outside = await fixture.OpenAsync(blog);
        var token = await ann.Account.TokenAsync();
        var bell = outside.Page.Locator("blog-notifications").GetByRole(AriaRole.Button);

        await outside.Page.GotoAsync(allowed);
        await outside.Page.Locator("blog-notifications").EvaluateAsync("(element, token) => element.token = () => token", token);
        await using var bob = await fixture.SignUpAsync(blog, "bob");
        await bob.Account.CommentAsync(await ann.Account.PublishAsync());
        await Expect(bell).ToHaveAccessibleNameAsync("Notifications, 1 unread");

        await outside.Page.GotoAsync(other);
        await outside.Page.Locator("blog-notifications").EvaluateAsync("(element, token) => element.token = token", token);
        await bell.ClickAsync();
        await Expect(outside.Page.GetByText("Connecting …")).ToBeVisibleAsync();
    }

    private static async Task<WebApplication> StartSiteAsync(Uri address, string html)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var site = builder.Build();
        site.Urls.Add(address.GetLeftPart(UriPartial.Authority));
        site.MapGet("/", () => Results.Content(html, "text/html"));
        await site.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    private static ILocator Status(IPage page) => page.Locator("#state");

    private static async Task<IPage> ConnectAsync(IPage page, string how)
    {
        await page.GotoAsync("/samples/notifications.html");
        await page.GetByLabel("Use this site’s cookie").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();
        await Expect(Status(page)).ToContainTextAsync(how);
        return page;
    }

    private static Task HearsAsync(IPage page, int count) => Expect(page.Locator("#list li")).ToHaveCountAsync(count);
}

using System.Text.RegularExpressions;
using BlogBlazor.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>The main job, on what `dotnet publish` makes, in real Chromium.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class NotificationsInTheBrowserTests(EndToEndFixture fixture) : IAsyncLifetime
{
    private PublishedApplication _app = null!;
    private Visitor _lan = null!;
    private Visitor _minh = null!;
    private string _post = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await fixture.SiteAsync();
        _lan = await fixture.SignUpAsync(_app, "lan");
        _post = await _lan.PublishAsync("How I write", "A **first** post.");
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
    public async Task A_comment_shows_at_once_as_toast_count_and_title_and_in_the_open_post()
    {
        var reading = await _lan.Context.NewPageAsync();
        await _lan.GoAsync(_post, reading);
        await Expect(reading.GetByText("No comments yet. Be the first.")).ToBeVisibleAsync();
        await _lan.GoAsync("/tags");

        await _minh.GoAsync(_post);
        await _minh.CommentAsync($"Well **said**, @{_lan.Handle}.");

        await Expect(_lan.Toasts).ToHaveTextAsync([new Regex($"{_minh.Handle} commented on your post")]);
        await Expect(_lan.BellCount).ToHaveTextAsync("1");
        await Expect(_lan.Page).ToHaveTitleAsync("(1) Tags · BlogBlazor");
        await reading.GetByRole(AriaRole.Button, new() { Name = "1 new comment, show" }).ClickAsync();
        await Expect(reading.Locator("article.comment")).ToContainTextAsync($"Well said, @{_lan.Handle}.");
        await Expect(_minh.Comments).ToContainTextAsync($"Well said, @{_lan.Handle}.");
        await Expect(_minh.Toasts).ToHaveCountAsync(0);

        await _lan.Toasts.GetByRole(AriaRole.Link).ClickAsync();
        await _lan.Page.ComesToAsync("/posts/.+#comment-");
        await Expect(_lan.Page.Locator("article.comment")).ToBeFocusedAsync();
        await Expect(_lan.BellCount).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Two_tabs_of_one_user_agree_on_what_is_read()
    {
        await _minh.GoAsync(_post);
        await _minh.CommentAsync("One.");
        await _lan.GoAsync("/notifications");
        var other = await _lan.Context.NewPageAsync();
        await _lan.GoAsync("/tags", other);
        await Expect(other.Locator(".bell-count")).ToHaveTextAsync("1");

        await _lan.Page.GetByRole(AriaRole.Button, new() { Name = "Mark all as read" }).ClickAsync();

        await Expect(other.Locator(".bell-count")).ToHaveCountAsync(0, new() { Timeout = 1000 });
        await Expect(_lan.BellCount).ToHaveCountAsync(0);
        await Expect(_lan.Page.Locator(".inbox-list .unread")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Signing_out_in_one_tab_ends_the_others()
    {
        await _lan.GoAsync("/tags");
        var other = await _lan.Context.NewPageAsync();
        await _lan.GoAsync("/", other);

        await other.GetByLabel("Your account").ClickAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await _lan.Page.ComesToAsync("/account/login$");
    }

    [Fact]
    public async Task The_sample_page_hears_of_it_as_an_outside_script_does()
    {
        await using var outside = await fixture.OpenAsync(_app);
        await outside.Page.GotoAsync("/samples/notifications.html");
        await outside.Page.GetByLabel("E-mail").FillAsync(_lan.Account.Email);
        await outside.Page.GetByLabel("Password").FillAsync(BlogApplication.Password);
        await outside.Page.Locator("button[type=submit]").ClickAsync();
        await Expect(outside.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Connected");

        await _minh.GoAsync(_post);
        await _minh.CommentAsync("Hello.");

        await Expect(outside.Page.GetByText($"{_minh.Handle} commented on your post").First).ToBeVisibleAsync();
    }
}

using BlogBlazor.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>Whatever arrives while somebody is at something, they stay at it.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class FocusTests(EndToEndFixture fixture) : IAsyncLifetime
{
    private Visitor _hoa = null!;
    private Visitor _minh = null!;
    private string _post = null!;
    private int _edited;
    private int _deleted;

    private string Slug => _post["/posts/".Length..];

    private ILocator Watched => _minh.Comments.Filter(new() { HasText = "Watched." });

    public async ValueTask InitializeAsync()
    {
        _hoa = await fixture.SignUpAsync(fixture.Demo.Address, "hoa");
        _minh = await fixture.SignUpAsync(fixture.Demo.Address, "minh");
        _post = await _hoa.PublishAsync("A post", "Some text.");
        await _hoa.Account.CommentAsync(Slug, "Watched.");
        _edited = await _hoa.Account.CommentAsync(Slug, "To be changed.");
        _deleted = await _hoa.Account.CommentAsync(Slug, "To be deleted.");
        await _minh.GoAsync(_post);
    }

    public async ValueTask DisposeAsync()
    {
        await _hoa.DisposeAsync();
        await _minh.DisposeAsync();
    }

    [Fact]
    public async Task In_the_form()
    {
        var form = _minh.Page.GetByLabel("Your comment");
        await form.PressSequentiallyAsync("Half a thou");

        await AllArrivesAsync();

        await Expect(form).ToBeFocusedAsync();
        await _minh.Page.Keyboard.TypeAsync("ght");
        await Expect(form).ToHaveValueAsync("Half a thought");
    }

    [Fact]
    public async Task On_a_button_of_a_comment()
    {
        var reply = Watched.GetByRole(AriaRole.Button, new() { Name = "Reply" });
        await reply.FocusAsync();

        await AllArrivesAsync();

        await Expect(reply).ToBeFocusedAsync();
    }

    [Fact]
    public async Task In_an_open_menu()
    {
        await Watched.GetByLabel("More about this comment").PressAsync("Enter");
        var block = Watched.GetByRole(AriaRole.Button, new() { Name = "Block" });
        await block.FocusAsync();

        await AllArrivesAsync();

        await Expect(block).ToBeFocusedAsync();
        await Expect(Watched.Locator("details[open]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task In_a_form_within_a_comment_and_back_from_a_toast()
    {
        await Watched.GetByLabel("More about this comment").PressAsync("Enter");
        await Watched.GetByRole(AriaRole.Button, new() { Name = "Report" }).PressAsync("Enter");
        var form = _minh.Page.GetByLabel("What is wrong with it?");
        await form.PressSequentiallyAsync("It is");

        await AllArrivesAsync();

        await Expect(form).ToBeFocusedAsync();
        await Expect(form).ToHaveValueAsync("It is");
        await _minh.Toasts.GetByRole(AriaRole.Button, new() { Name = "Close" }).PressAsync("Enter");
        await Expect(_minh.Toasts).ToHaveCountAsync(0);
        await Expect(form).ToBeFocusedAsync();
    }

    [Fact]
    public async Task With_a_comment_that_is_deleted_by_another()
    {
        var react = _minh.Comments.Filter(new() { HasText = "To be deleted." }).GetByLabel("React", new() { Exact = true });
        await react.FocusAsync();

        await AllArrivesAsync();

        await Expect(_minh.Page.Locator($"#comment-{_deleted}")).ToBeFocusedAsync();
    }

    private async Task AllArrivesAsync()
    {
        var comments = $"/api/posts/{Slug}/comments";
        await _hoa.Account.CommentAsync(Slug, $"New, @{_minh.Handle}.");
        (await _hoa.Account.PostAsync($"{comments}/{_edited}/reactions", new { kind = "love" })).EnsureSuccessStatusCode();
        (await _hoa.Account.PutAsync($"{comments}/{_edited}", new { markdown = "It was changed." })).EnsureSuccessStatusCode();
        (await _hoa.Account.Http.DeleteAsync($"{comments}/{_deleted}", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        await _hoa.GoAsync(_post);
        // What is on the page that is open does not toast.
        await fixture.Demo.NotifyAsync((await _minh.Account.ProfileAsync()).Id, "Told.");

        await Expect(_minh.Toasts).ToHaveCountAsync(1);
        await Expect(_minh.Page.GetByRole(AriaRole.Button, new() { Name = "1 new comment, show" })).ToBeVisibleAsync();
        await Expect(_minh.Page.Locator($"#comment-{_edited}")).ToContainTextAsync("It was changed.");
        await Expect(_minh.Page.Locator($"#comment-{_edited}").GetByRole(AriaRole.Button, new() { Name = "Love, 1" })).ToBeVisibleAsync();
        await Expect(_minh.Page.Locator($"#comment-{_deleted}")).ToContainTextAsync("This comment was deleted.");
        await Expect(_minh.Page.Locator(".people-here")).ToContainTextAsync("2 people are here");
    }
}

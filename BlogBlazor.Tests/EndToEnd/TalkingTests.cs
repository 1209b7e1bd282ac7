using BlogBlazor.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>Two people below one post, in real browsers.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class TalkingTests(EndToEndFixture fixture)
{
    [Fact]
    public async Task Each_sees_the_other_write_and_nothing_moves_below_the_eyes()
    {
        var app = await fixture.SiteAsync();
        await using var lan = await fixture.SignUpAsync(app, "lan");
        await using var minh = await fixture.SignUpAsync(app, "minh");
        var post = await lan.PublishAsync("A post", string.Join("\n\n", Enumerable.Repeat("A paragraph.", 30)));
        await lan.Account.CommentAsync(post["/posts/".Length..], "first");
        await lan.GoAsync(post);
        await minh.GoAsync(post);
        await Expect(lan.Page.Locator(".people-here")).ToContainTextAsync("2 people are here");
        await lan.Comments.First.ScrollIntoViewIfNeededAsync();
        var before = await TopOfAsync(lan.Comments.First);

        await minh.Page.GetByLabel("Your comment").PressSequentiallyAsync("Hello");
        await Expect(lan.Page.Locator(".people-here")).ToContainTextAsync($"{minh.Handle} is writing…");
        await minh.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(minh.Comments).ToHaveCountAsync(2);
        var show = lan.Page.GetByRole(AriaRole.Button, new() { Name = "1 new comment, show" });
        await Expect(show).ToBeVisibleAsync();

        (await TopOfAsync(lan.Comments.First)).ShouldBe(before);
        await Expect(lan.Comments).ToHaveCountAsync(1);
        // The second click comes before the button is gone. A circuit that ended would load the page anew.
        await lan.Page.EvaluateAsync("() => { window.isStillThere = true; }");
        await show.EvaluateAsync("button => { button.click(); button.click(); }");
        await Expect(lan.Comments.Last).ToBeFocusedAsync();
        await AxeChecks.ShouldPassAsync(lan.Page);
        await minh.CommentAsync("And again");
        await Expect(show).ToBeVisibleAsync();
        (await lan.Page.EvaluateAsync<bool>("() => window.isStillThere === true")).ShouldBeTrue();
    }

    [Fact]
    public async Task The_focus_stays_with_the_comment_when_what_had_it_is_gone()
    {
        var app = await fixture.SiteAsync();
        await using var lan = await fixture.SignUpAsync(app, "lan");
        var post = await lan.PublishAsync("A post", "Some text.");
        await lan.Account.CommentAsync(post["/posts/".Length..], "first");
        await lan.GoAsync(post);

        await lan.Comments.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await Expect(lan.Page.GetByLabel("Change your comment")).ToBeFocusedAsync();
        await AxeChecks.ShouldPassAsync(lan.Page);
        await lan.Comments.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(lan.Comments).ToBeFocusedAsync();

        var react = lan.Comments.GetByLabel("React", new() { Exact = true });
        await react.ClickAsync();
        await lan.Comments.GetByRole(AriaRole.Button, new() { Name = "Laugh" }).FocusAsync();
        await AxeChecks.ShouldPassAsync(lan.Page);
        await lan.Page.Keyboard.PressAsync("Escape");
        await Expect(react).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_draft_survives_a_reload_and_signing_in_and_ends_when_it_is_called_off()
    {
        var app = await fixture.SiteAsync();
        await using var lan = await fixture.SignUpAsync(app, "lan");
        var post = await lan.PublishAsync("A post", "Some text.");
        await lan.Account.CommentAsync(post["/posts/".Length..], "first");
        await lan.GoAsync(post);
        await lan.Page.GetByRole(AriaRole.Button, new() { Name = "Reply" }).ClickAsync();
        await lan.Page.GetByLabel("Your reply").FillAsync("An answer");
        await lan.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await lan.Page.GetByRole(AriaRole.Button, new() { Name = "Reply" }).ClickAsync();
        await Expect(lan.Page.GetByLabel("Your reply")).ToHaveValueAsync("");
        await lan.Page.GetByLabel("Your comment").FillAsync("Half a thou");
        await lan.GoAsync(post);
        await Expect(lan.Page.GetByLabel("Your comment")).ToHaveValueAsync("Half a thou");

        await using var reader = await fixture.OpenAsync(app, o => o.JavaScriptEnabled = false);
        await reader.Page.GotoAsync(post);
        await reader.Page.GetByLabel("Your comment").FillAsync("Typed first");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in to comment" }).ClickAsync();
        await reader.Page.FillAsync("#Email", $"{lan.Handle}@example.com");
        await reader.Page.FillAsync("#Password", BlogApplication.Password);
        await reader.Page.ClickAsync("main button[type=submit]");
        await Expect(reader.Page.GetByLabel("Your comment")).ToHaveValueAsync("Typed first");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(reader.Comments.Last).ToContainTextAsync("Typed first");
    }

    private static async Task<double> TopOfAsync(ILocator element) => (await element.BoundingBoxAsync())!.Y;
}

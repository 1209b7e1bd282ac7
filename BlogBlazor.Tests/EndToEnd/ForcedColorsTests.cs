using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>For who has the system force its colours, or still what moves: what is chosen is said without a background or a shadow.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class ForcedColorsTests(EndToEndFixture fixture)
{
    private const string Post = "/posts/a-row-first-a-signal-second";

    [Fact]
    public async Task What_is_chosen_unread_or_led_to_has_a_line_or_a_colour_of_the_system()
    {
        await using var lan = await fixture.OpenAsLanAsync();
        await fixture.Demo.NotifyAsync((await lan.Account.ProfileAsync()).Id, "Unread.");
        await GoAsync("/notifications?show=unread");
        await HasLineAsync(".inbox-list .unread", "Left");
        await HasLineAsync(".filters [aria-current=page]", "Bottom");
        await HasLineAsync(".bell-count", "Top");
        await HasLineAsync(".site-foot [aria-pressed=true]", "Top");
        await GoAsync($"{Post}/edit");
        await HasLineAsync(".editor-panes [aria-pressed=true]", "Bottom");
        await HasLineAsync(".editor-actions .button", "Top");
        await GoAsync(Post);
        var like = lan.Page.Locator(".post-reactions").GetByRole(AriaRole.Button, new() { Name = "Like" });
        await like.ClickAsync();
        await Expect(like).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(like).Not.ToHaveCSSAsync("background-color", await like.EvaluateAsync<string>("e => getComputedStyle(document.body).backgroundColor"));
        await like.ClickAsync();

        async Task GoAsync(string path)
        {
            await lan.GoAsync(path);
            await lan.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        }

        async Task HasLineAsync(string selector, string side) => (await lan.Page.Locator(selector).First.EvaluateAsync<float>(
            $"e => parseFloat(getComputedStyle(e).border{side}Width)")).ShouldBeGreaterThanOrEqualTo(1, selector);
    }

    [Fact]
    public async Task Nothing_moves_for_who_asked_for_that()
    {
        await using var lan = await fixture.OpenAsLanAsync(options => options.ReducedMotion = ReducedMotion.Reduce);
        await lan.GoAsync(Post);
        await fixture.Demo.NotifyAsync((await lan.Account.ProfileAsync()).Id, "Told.");
        await Expect(lan.Toasts).ToHaveCountAsync(1);

        (await lan.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('*')].filter((element) => {
              const { animationName, transitionDuration, transitionProperty, scrollBehavior } = getComputedStyle(element);
              return animationName !== 'none' || (transitionProperty !== 'none' && parseFloat(transitionDuration) > 0) || scrollBehavior === 'smooth';
            }).map((element) => element.outerHTML.slice(0, 100))
            """)).ShouldBeEmpty();
    }
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.Playwright;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>Somebody who has no mouse.</summary>
internal static class Keyboard
{
    private const int MaxStops = 250;

    /// <summary>
    /// What has the focus, and what is wrong with how it shows: no outline (a transparent one counts beside a shadow, and shows
    /// where colours are forced; WCAG 2.4.7), or that something lies over all of it (2.4.11). Null back at the first.
    /// </summary>
    private const string Look = """
        () => {
          const focused = document.activeElement;
          if (focused === document.body || focused === window.firstStop) return null;
          window.firstStop ??= focused;
          const name = focused.getAttribute('aria-label') || focused.innerText?.trim() || focused.id || focused.outerHTML.slice(0, 80);
          const shown = focused.matches('.visually-hidden') ? focused.closest('label') : focused.closest('.mud-input') ?? focused;
          const isSeen = (element) => {
            const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(element);
            return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && (!/^rgba.*, 0\)$/.test(outlineColor) || boxShadow !== 'none');
          };
          const { left, right, top, bottom } = shown.getBoundingClientRect();
          const [x1, x2] = [Math.max(left, 0) + 2, Math.min(right, innerWidth) - 2];
          const [y1, y2] = [Math.max(top, 0) + 2, Math.min(bottom, innerHeight) - 2];
          const points = [[(x1 + x2) / 2, (y1 + y2) / 2], [x1, y1], [x2, y1], [x1, y2], [x2, y2]];
          const isOnTop = ([x, y]) => {
            const hit = document.elementFromPoint(x, y);
            return hit && (shown.contains(hit) || hit.contains(shown));
          };
          const problem = !isSeen(shown) ? 'no outline' : x1 > x2 || y1 > y2 ? 'not on the screen' : points.some(isOnTop) ? '' : 'covered';
          return { name, problem };
        }
        """;

    /// <summary>Goes once around the page: nothing holds the focus, and all that has it can be seen.</summary>
    public static async Task ShouldBeSeenEverywhereAsync(IPage page)
    {
        await page.EvaluateAsync("() => { document.activeElement.blur(); window.firstStop = undefined; }");
        for (var stop = 0; stop < MaxStops; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<Stop?>(Look) is not { } at)
            {
                stop.ShouldBeGreaterThan(3, $"{page.Url}: there is more on every page");
                return;
            }

            at.Problem.ShouldBeEmpty($"{page.Url}: {at.Name}");
        }

        Assert.Fail($"{page.Url}: the Tab key never comes to an end");
    }

    /// <summary>Presses Tab until it is there, from where it is.</summary>
    public static async Task TabToAsync(this IPage page, ILocator target)
    {
        await target.WaitForAsync();
        for (var stop = 0; stop < MaxStops; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }
        }

        Assert.Fail($"{page.Url}: the Tab key does not come to {target}");
    }

    /// <summary>The same, and presses a key there.</summary>
    public static async Task PressAsync(this IPage page, ILocator target, string key = "Enter")
    {
        await page.TabToAsync(target);
        await page.Keyboard.PressAsync(key);
    }

    [SuppressMessage("Performance", "CA1812", Justification = "Playwright makes it.")]
    private sealed record Stop
    {
        public string Name { get; init; } = "";
        public string Problem { get; init; } = "";
    }
}

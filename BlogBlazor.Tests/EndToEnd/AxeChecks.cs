using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace BlogBlazor.Tests.EndToEnd;

internal static class AxeChecks
{
    /// <summary>Everything in the light scheme, and in the dark one what a scheme can change.</summary>
    public static async Task ShouldPassAsync(IPage page)
    {
        // What a click sent for can be seen before its stylesheets are there.
        await page.WaitForLoadStateAsync(LoadState.Load);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
        var light = await page.RunAxe(new AxeRunOptions
        {
            RunOnly = new RunOnlyOptions
            {
                Type = "tag",
                Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            },
            ResultTypes = [ResultType.Violations],
        });
        light.Violations.Select(v => $"{page.Url}: {v.Id}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}").ShouldBeEmpty();

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        // Axe is on the page now. RunAxe would bring it again, and open another page to join the results of frames.
        var dark = await page.EvaluateAsync<string[]>("""
            async () => (await axe.run({ runOnly: ['color-contrast'], resultTypes: ['violations'] }))
                .violations.flatMap(violation => violation.nodes.map(node => node.html))
            """);
        dark.ShouldBeEmpty($"{page.Url}: contrast in the dark scheme");
        // Axe does not look at what is typed.
        (await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('textarea, input:not([type=hidden], [type=file], [type=radio], [type=checkbox], [type=submit])')]
                .filter((field) => getComputedStyle(field).color !== getComputedStyle(document.body).color).map((field) => field.outerHTML)
            """)).ShouldBeEmpty($"{page.Url}: what is typed in the dark scheme");
    }
}

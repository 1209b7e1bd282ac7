using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace BlogBlazor.Tests.EndToEnd;

internal static class AxeChecks
{
    /// <summary>Everything in the light scheme, and in the dark one what a scheme can change.</summary>
    public static async Task ShouldPassAsync(IPage page)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
        await ShouldPassAsync(page, new RunOnlyOptions
        {
            Type = "tag",
            Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        });
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await ShouldPassAsync(page, new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] });
    }

    private static async Task ShouldPassAsync(IPage page, RunOnlyOptions rules)
    {
        var result = await page.RunAxe(new AxeRunOptions { RunOnly = rules, ResultTypes = [ResultType.Violations] });
        result.Violations.Select(v => $"{page.Url}: {v.Id}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}").ShouldBeEmpty();
    }
}

using BlogBlazor.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>A page is read before its circuit runs, and goes on being read when it does.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class CircuitStartTests(EndToEndFixture fixture)
{
    private const string IsDrawn = """
        () => document.querySelector('body > script') && [...document.querySelectorAll('link[rel=stylesheet]')].every(link => link.sheet)
        """;

    [Fact]
    public async Task What_one_reads_stays_where_it_is_while_the_circuit_loads_it_once_more()
    {
        var reads = new HeldReads();
        await using var app = BlogApplication.Start(
            services: services => services.InterceptDatabase(reads));
        await using var hoa = await fixture.SignUpAsync(app.Address, "hoa");
        var page = hoa.Page;
        var post = await hoa.PublishAsync("A long post", string.Join("\n\n", Enumerable.Range(1, 200).Select(number => $"Paragraph {number}.")));
        var script = new TaskCompletionSource();
        await page.RouteAsync("**/_framework/blazor.web*.js", async route =>
        {
            await script.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(post, new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForFunctionAsync(IsDrawn);
        await page.EvaluateAsync("scrollTo(0, 3000)");
        reads.HoldNext("\"Slug\" = ");

        script.SetResult();
        await page.Locator(".toasts").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Expect(page.Locator(".prose")).ToHaveCountAsync(0);
        (await page.EvaluateAsync<int>("scrollY")).ShouldBe(3000);

        reads.Release();
        await Expect(page.Locator(".prose")).ToHaveCountAsync(1);
        await page.WaitForFunctionAsync("() => !document.documentElement.style.minHeight");
        (await page.EvaluateAsync<int>("scrollY")).ShouldBe(3000);
    }
}

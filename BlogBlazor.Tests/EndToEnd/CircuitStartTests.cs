using BlogBlazor.Tests.TestKit;
using Microsoft.Playwright;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>A page is read before its circuit runs, and goes on being read when it does.</summary>
[Trait("Category", "Slow")]
public sealed class CircuitStartTests(EndToEndFixture fixture)
{
    /// <summary>The whole page is there, and its styles.</summary>
    private const string Drawn = """
        () => document.querySelector('body > script') && [...document.querySelectorAll('link[rel=stylesheet]')].every(link => link.sheet)
        """;

    /// <summary>How far down somebody is, and how long the shortest page was since.</summary>
    private const string Watch = """
        () => {
          scrollTo(0, 3000);
          window.least = document.documentElement.scrollHeight;
          new MutationObserver(() => { window.least = Math.min(window.least, document.documentElement.scrollHeight); })
            .observe(document.body, { childList: true, subtree: true });
          return window.least;
        }
        """;

    [Fact]
    public async Task What_one_reads_stays_where_it_is()
    {
        await using var hoa = await fixture.SignUpAsync(fixture.Demo.Address, "hoa");
        var post = await hoa.PublishAsync("A long post", string.Join("\n\n", Enumerable.Range(1, 200).Select(number => $"Paragraph {number}.")));
        var script = new TaskCompletionSource();
        await hoa.Page.RouteAsync("**/_framework/blazor.web*.js", async route =>
        {
            await script.Task;
            await route.ContinueAsync();
        });
        await hoa.Page.GotoAsync(post, new() { WaitUntil = WaitUntilState.Commit });
        await hoa.Page.WaitForFunctionAsync(Drawn);
        var (before, top) = (await hoa.Page.EvaluateAsync<int>(Watch), await hoa.Page.EvaluateAsync<int>("scrollY"));

        script.SetResult();
        await Visitor.LiveAsync(hoa.Page);

        await hoa.Page.WaitForFunctionAsync("() => document.documentElement.style.minHeight === ''");
        (await hoa.Page.EvaluateAsync<int>("window.least")).ShouldBeGreaterThanOrEqualTo(before, "on PostgreSQL it is drawn empty at first");
        (await hoa.Page.EvaluateAsync<int>("scrollY")).ShouldBe(top);
    }
}

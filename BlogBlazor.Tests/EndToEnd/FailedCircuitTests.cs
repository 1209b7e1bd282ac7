using BlogBlazor.Data;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>What nobody has caught ends a circuit, and the page with it. It must not look as if it still worked.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class FailedCircuitTests(EndToEndFixture fixture)
{
    [Fact]
    public async Task A_page_that_has_stopped_says_so_and_starts_anew_once_it_can()
    {
        await using var app = BlogApplication.Start();
        await using var lan = await fixture.SignUpAsync(app.Address, "lan");
        var page = lan.Page;
        await lan.GoAsync("/");
        await page.EvaluateAsync("() => { window.isTheOldPage = true; }");

        await ExecuteAsync(app, """ALTER TABLE "Tags" RENAME TO "away Tags";""");
        await page.Locator("a[href='/tags']").First.ClickAsync();

        var alert = page.GetByRole(AriaRole.Alert);
        await Expect(alert).ToContainTextAsync("this page has stopped");
        (await page.EvaluateAsync<bool>("() => window.isTheOldPage")).ShouldBeTrue("an error in its place would be no better");

        await ExecuteAsync(app, """ALTER TABLE "away Tags" RENAME TO "Tags";""");

        await page.WaitForFunctionAsync("() => !window.isTheOldPage");
        await page.ComesToAsync("/tags$");
        await Expect(alert).ToHaveCountAsync(0);
        await app.NotifyAsync((await lan.Account.ProfileAsync()).Id, "Here again");
        await Expect(lan.Toasts).ToContainTextAsync(["Here again"]);
    }

    [Fact]
    public async Task What_was_typed_stays_and_a_page_that_fails_each_time_starts_anew_once_a_minute()
    {
        await using var lan = await fixture.SignUpAsync(fixture.Demo.Address, "lan");
        var page = lan.Page;
        var post = await lan.PublishAsync($"{lan.Handle} fails", "Text.");
        await page.Clock.InstallAsync();
        await lan.GoAsync(post);
        await page.GetByLabel("Your comment").FillAsync("Half a thou");

        await FailAsync(page);
        await page.WaitForFunctionAsync("() => !window.isTheOldPage");
        await Visitor.LiveAsync(page);
        await Expect(page.GetByLabel("Your comment")).ToHaveValueAsync("Half a thou");

        await FailAsync(page);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("this page has stopped");
        // As often as it would have asked before it starts anew.
        await page.EvaluateAsync("async () => { for (let i = 0; i < 3; i++) await fetch(location.href, { cache: 'no-store' }); }");
        (await page.EvaluateAsync<bool>("() => window.isTheOldPage")).ShouldBeTrue();

        await page.Clock.FastForwardAsync("01:00");
        await page.WaitForFunctionAsync("() => !window.isTheOldPage");
    }

    [Fact]
    public async Task It_can_be_read_and_reached_while_the_page_does_not_answer()
    {
        await using var lan = await fixture.SignUpAsync(fixture.Demo.Address, "lan");
        await lan.GoAsync("/tags");
        await lan.Page.RouteAsync("**/tags", route => route.AbortAsync());

        await FailAsync(lan.Page);

        await AxeChecks.ShouldPassAsync(lan.Page);
        await lan.Page.TabToAsync(lan.Page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Button, new() { Name = "Reload now" }));
    }

    /// <summary>As Blazor shows that a circuit has failed.</summary>
    private static async Task FailAsync(IPage page) => await page.EvaluateAsync("""
        () => {
          window.isTheOldPage = true;
          document.getElementById('blazor-error-ui').style.display = 'block';
        }
        """);

    private static async Task ExecuteAsync(BlogApplication app, string sql)
    {
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        await db.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);
    }
}

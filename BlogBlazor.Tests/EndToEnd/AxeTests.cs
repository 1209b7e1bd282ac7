using BlogBlazor.Accounts;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>Axe finds nothing: on every page, and in what a page can come to. The editor's states: <see cref="EditorInTheBrowserTests"/>.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class AxeTests(EndToEndFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_route_is_looked_at()
    {
        // The first is looked at where there is no administrator yet, the second by the editor's tests.
        string[] elsewhere = ["/setup", "/write/{Id:int}"];
        var routes = typeof(Program).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), false))
            .Select(route => ((RouteAttribute)route).Template).Except(elsewhere);
        var paths = SitePages.OfReaders.Concat(SitePages.OfUsers).Concat(SitePages.OfAccounts).Select(path => path.Split('?')[0].Split('/')).ToList();

        routes.Where(route => !paths.Exists(path => Fits(route.Split('/'), path))).ShouldBeEmpty();

        static bool Fits(string[] route, string[] path) =>
            route.Length == path.Length && route.Zip(path).All(part => part.First == part.Second || part.First.StartsWith('{'));
    }

    [Fact]
    public async Task Pages_of_readers()
    {
        await using var reader = await fixture.OpenAsync(fixture.Demo.Address);
        foreach (var path in SitePages.OfReaders.Concat(SitePages.OfMails(fixture.Demo)))
        {
            await reader.Page.GotoAsync(path);
            await AxeChecks.ShouldPassAsync(reader.Page);
        }

        foreach (var path in new[] { "/account/login", "/account/register" })
        {
            await reader.Page.GotoAsync(path);
            await reader.Page.FillAsync("#Email", "minh@example.com");
            await reader.Page.FillAsync("#Password", "short");
            await RefusedAsync(reader.Page);
        }
    }

    [Fact]
    public async Task Pages_of_who_is_signed_in()
    {
        await using var lan = await fixture.OpenAsLanAsync();
        await SitePages.FillTheQueueAsync(fixture.Demo);
        foreach (var path in SitePages.OfUsers)
        {
            await lan.GoAsync(path);
            await AxeChecks.ShouldPassAsync(lan.Page);
            await lan.Page.WaitForFunctionAsync("() => !document.documentElement.style.minHeight"); // See CircuitStartTests.
        }

        foreach (var path in SitePages.OfAccounts)
        {
            await lan.Page.GotoAsync(path);
            await AxeChecks.ShouldPassAsync(lan.Page);
        }

        await lan.GoAsync("/admin/moderation?show=rules");
        await lan.Page.GetByLabel("Hold a comment with more links than").FillAsync("-1");
        await PressAsync("Save");
        await lan.GoAsync("/admin/messages");
        await PressAsync("Send");
        await lan.GoAsync("/admin/settings");
        await lan.Page.GetByLabel("Name of the site").FillAsync("");
        await PressAsync("Save");
        await lan.GoAsync("/");
        await lan.Page.GetByLabel("Your account").ClickAsync();
        await AxeChecks.ShouldPassAsync(lan.Page);

        async Task PressAsync(string button)
        {
            await lan.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
            await Expect(lan.Page.Locator("main [aria-invalid=true]").First).ToBeVisibleAsync();
            await AxeChecks.ShouldPassAsync(lan.Page);
        }
    }

    [Fact]
    public async Task What_comments_can_come_to()
    {
        await using var minh = await fixture.SignUpAsync(fixture.Demo.Address, "minh");
        await using var hoa = await fixture.SignUpAsync(fixture.Demo.Address, "hoa");
        var path = await minh.PublishAsync("A post", "Some text.");
        var slug = path["/posts/".Length..];
        var first = await hoa.Account.CommentAsync(slug, "To be deleted.");
        await minh.Account.CommentAsync(slug, "A reply.", first);
        (await hoa.Account.Http.DeleteAsync($"/api/posts/{slug}/comments/{first}", Cancel)).EnsureSuccessStatusCode();
        await hoa.Account.CommentAsync(slug, "Watched.");
        await hoa.Account.CommentAsync(slug, "Held: //a.b //c.d //e.f //g.h");
        var page = hoa.Page;
        await hoa.GoAsync(path);
        await Expect(page.GetByText("Waits for approval")).ToBeVisibleAsync();
        await Button("Delete").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await AxeChecks.ShouldPassAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await Button("Report this post").ClickAsync();
        await page.Locator(".report-form").GetByRole(AriaRole.Button, new() { Name = "Report" }).ClickAsync();
        await Button("Send").ClickAsync();
        await Expect(page.Locator("[aria-invalid=true]")).ToHaveCountAsync(2);
        await AxeChecks.ShouldPassAsync(page);

        page = minh.Page;
        await minh.GoAsync(path);
        var theirs = minh.Comments.Filter(new() { HasText = "Watched." });
        await theirs.GetByRole(AriaRole.Button, new() { Name = "Quote" }).ClickAsync();
        await Expect(page.GetByLabel("Your reply")).ToBeFocusedAsync(); // Which closes what is open.
        await theirs.GetByLabel("More about this comment").ClickAsync();
        await AxeChecks.ShouldPassAsync(page);
        await theirs.GetByRole(AriaRole.Button, new() { Name = "Block" }).ClickAsync();
        await Expect(page.Locator(".blocked").First).ToBeVisibleAsync();
        await Button("Close comments").ClickAsync();
        await Expect(page.GetByText("Comments are closed here.")).ToBeVisibleAsync();
        await AxeChecks.ShouldPassAsync(page);
        await fixture.Demo.NotifyAsync((await minh.Account.ProfileAsync()).Id, "Told.");
        await Expect(minh.Toasts).ToHaveCountAsync(1);
        await AxeChecks.ShouldPassAsync(page);

        ILocator Button(string name) => page.Locator(".comments, .post-reactions").GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
    }

    [Fact]
    public async Task The_editor_with_its_other_panes_and_of_a_post_that_is_scheduled()
    {
        await using var hoa = await fixture.SignUpAsync(fixture.Demo.Address, "hoa");
        await using (var scope = fixture.Demo.Services.CreateAsyncScope())
        {
            var author = new CurrentUser((await hoa.Account.ProfileAsync()).Id, hoa.Handle, hoa.Handle, IsAdministrator: false);
            await new TestRows(scope.ServiceProvider).ScheduleAsync(author, "Soon", DateTimeOffset.UtcNow.AddYears(1));
        }

        await hoa.GoAsync("/posts/mine");
        await AxeChecks.ShouldPassAsync(hoa.Page);
        await hoa.Page.GetByRole(AriaRole.Link, new() { Name = "Soon", Exact = true }).ClickAsync();
        foreach (var pane in new[] { "Preview", "Settings" })
        {
            await hoa.Page.GetByRole(AriaRole.Button, new() { Name = pane }).ClickAsync();
            await Expect(hoa.Page.Locator($".editor-{pane.ToLowerInvariant()}")).ToBeVisibleAsync();
            await AxeChecks.ShouldPassAsync(hoa.Page);
        }
    }

    [Fact]
    public async Task Accounts_with_tokens_webhooks_and_what_was_refused()
    {
        await using var hoa = await fixture.SignUpAsync(fixture.Demo.Address, "hoa");
        var page = hoa.Page;
        await page.GotoAsync("/account/tokens");
        await RefusedAsync(page);
        await page.GetByLabel("Name").FillAsync("backup");
        await page.GetByRole(AriaRole.Checkbox).First.CheckAsync();
        await PressAsync("Make a token");
        await page.GotoAsync("/account/webhooks");
        await RefusedAsync(page);
        await page.GetByLabel("Address").FillAsync("https://example.com/hook");
        await PressAsync("Add a webhook");
        await page.GetByLabel("Name").FillAsync("backup");
        await PressAsync("Add an address");
        await page.GotoAsync("/account/notifications");
        await page.FillAsync("#quiet-until", "2020-01-01T00:00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Do not disturb" }).ClickAsync();
        await Expect(page.Locator("#quiet-until[aria-invalid=true]")).ToBeVisibleAsync();
        await AxeChecks.ShouldPassAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "For an hour" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Switch it off" })).ToBeVisibleAsync();
        await AxeChecks.ShouldPassAsync(page);
        await page.GotoAsync("/offline.html");
        await AxeChecks.ShouldPassAsync(page);

        async Task PressAsync(string button)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
            await Expect(page.Locator(".shown-once")).ToBeVisibleAsync();
            await AxeChecks.ShouldPassAsync(page);
        }
    }

    [Fact]
    public async Task The_first_five_minutes()
    {
        await using var app = SitePages.StartWithoutAdministrator();
        await using var reader = await fixture.OpenAsync(app.Address);
        await SitePages.ServeUnpublishedAsync(reader);
        await reader.Page.GotoAsync("/setup");
        await AxeChecks.ShouldPassAsync(reader.Page);
        await reader.Page.Locator("main input:visible").First.FillAsync("AAAA-AAAA");
        await RefusedAsync(reader.Page);
    }

    /// <summary>By the server: the browser is told to send what it would not.</summary>
    private static async Task RefusedAsync(IPage page)
    {
        await page.EvaluateAsync("() => document.querySelectorAll('form').forEach(form => { form.noValidate = true; })");
        await page.ClickAsync("main button[type=submit]");
        await Expect(page.Locator("main :is([role=alert], .field-problem)").First).ToBeVisibleAsync();
        await AxeChecks.ShouldPassAsync(page);
    }
}

using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>A reader who is not signed in: pages at once, no circuit, no script needed; and pages that everybody can use.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class ReaderTests(EndToEndFixture fixture) : IAsyncLifetime
{
    private readonly string _title = $"Đăng bài {Guid.NewGuid():N}";
    private PublishedApplication _app = null!;
    private Visitor _author = null!;
    private string _post = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await fixture.SiteAsync();
        _author = await fixture.OpenAsync(_app);
        await _author.SignInAsync(EndToEndFixture.AdministratorEmail);
        var slug = await _author.Account.PublishAsync(
            _title, "Text with `code`, a [link](https://example.com) and\n\n```\na block\n```");
        await _author.Account.CommentAsync(slug, "The first comment.");
        _post = "/posts/" + slug;
    }

    public async ValueTask DisposeAsync()
    {
        if (_author is not null)
        {
            await _author.DisposeAsync();
        }
    }

    [Fact]
    public async Task Everything_a_reader_does_works_without_JavaScript()
    {
        await using var reader = await fixture.OpenAsync(_app, o => o.JavaScriptEnabled = false);
        var page = reader.Page;

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = _title }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(_title);
        await Expect(reader.Comments).ToContainTextAsync("The first comment.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tiếng Việt" }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "vi");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tối" }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");

        await page.GetByRole(AriaRole.Button, new() { Name = "Đăng nhập để bình luận" }).ClickAsync();
        await page.FillAsync("#Email", EndToEndFixture.AdministratorEmail);
        await page.FillAsync("#Password", "wrong, to begin with");
        await page.ClickAsync("main button[type=submit]");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("E-mail hoặc mật khẩu không đúng.");
        await Expect(page.Locator("#Email")).ToHaveValueAsync(EndToEndFixture.AdministratorEmail);
        await page.FillAsync("#Password", BlogApplication.Password);
        await page.ClickAsync("main button[type=submit]");
        await page.ComesToAsync("/posts/");
        await Expect(page.GetByLabel("Thông báo, đã đọc hết")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_reader_opens_no_circuit_and_loads_no_script()
    {
        await using var reader = await fixture.OpenAsync(_app);
        var (sockets, scripts) = (0, 0);
        reader.Page.WebSocket += (_, _) => sockets++;
        reader.Page.Request += (_, request) => scripts += request.ResourceType == "script" || request.Url.Contains("_blazor") ? 1 : 0;

        foreach (var path in new[] { "/", _post, "/tags", $"/authors/{_author.Handle}", "/account/login" })
        {
            await reader.Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
        }

        (sockets, scripts).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_bare_link_to_a_comment_on_a_later_page_leads_to_it()
    {
        var services = fixture.Demo.Services;
        await using var scope = services.CreateAsyncScope();
        var rows = new TestRows(scope.ServiceProvider);
        await using var minh = await fixture.SignUpAsync(fixture.Demo.Address, "minh");
        var author = new CurrentUser((await minh.Account.ProfileAsync()).Id, minh.Handle, minh.Handle, IsAdministrator: false);
        var post = await rows.PostAsync(author, "Much talked about");
        var last = 0;
        for (var number = 0; number <= CommentQueries.PageSize; number++)
        {
            last = (await rows.CommentAsync(author, post, $"Comment {number}")).Id;
        }

        await using var reader = await fixture.OpenAsync(fixture.Demo.Address);
        await reader.Page.GotoAsync($"/posts/{post.Slug}#comment-{last}");
        await Expect(reader.Page.Locator($"#comment-{last}")).ToBeInViewportAsync();
        await reader.Page.GotoAsync($"/posts/{post.Slug}#comment-{last + 1000}");
        await Expect(reader.Comments).ToHaveCountAsync(CommentQueries.PageSize);
    }
}

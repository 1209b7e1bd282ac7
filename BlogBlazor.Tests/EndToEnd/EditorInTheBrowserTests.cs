using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using BlogBlazor.Data;
using BlogBlazor.Tests.Media;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>What of the editor lives in the browser: marks, keys, and a copy of what is typed.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed partial class EditorInTheBrowserTests(EndToEndFixture fixture)
{
    [GeneratedRegex(@"/write/\d+$")]
    private static partial Regex DraftAddress { get; }

    [Fact]
    public async Task What_was_typed_is_there_again_after_the_server_was_killed_and_after_the_tab_was_closed()
    {
        await using var app = await PublishedApplication.StartAsync();
        await using var lan = await fixture.SignUpAsync(app, "lan");
        await lan.GoAsync("/write");
        await TitleOf(lan.Page).FillAsync("An unfinished post");
        await Expect(lan.Page).ToHaveURLAsync(DraftAddress);
        await Expect(Status(lan.Page)).ToHaveTextAsync("Saved");
        await app.KillAsync();
        await TextOf(lan.Page).FillAsync("Typed while nobody listened.");
        await lan.Page.WaitForFunctionAsync("() => Object.values(localStorage).some(kept => kept.includes('nobody listened'))");
        var address = lan.Page.Url;
        await lan.Page.CloseAsync();
        await app.StartAgainAsync();

        var tab = await lan.Context.NewPageAsync();
        await lan.GoAsync(address, tab);

        await Expect(TextOf(tab)).ToHaveValueAsync("Typed while nobody listened.");
        await Expect(TitleOf(tab)).ToHaveValueAsync("An unfinished post");
        await Expect(Status(tab)).ToHaveTextAsync("Saved");
        await tab.WaitForFunctionAsync("() => !Object.keys(localStorage).some(key => key.startsWith('blogblazor.editor'))");
    }

    [Fact]
    public async Task What_was_typed_while_the_line_was_down_is_saved_once_when_it_is_back()
    {
        await using var lan = await fixture.SignUpAsync(fixture.Demo.Address, "lan");
        List<IWebSocketRoute> lines = [];
        await lan.Page.RouteWebSocketAsync(new Regex("/_blazor"), line =>
        {
            line.ConnectToServer();
            lines.Add(line);
        });
        await lan.GoAsync("/write");
        await TitleOf(lan.Page).FillAsync("Written on a train");
        await Expect(lan.Page).ToHaveURLAsync(DraftAddress);
        await Expect(Status(lan.Page)).ToHaveTextAsync("Saved");
        await lan.Page.EvaluateAsync("() => { window.isTheOldPage = true; }");

        await lan.Context.SetOfflineAsync(true);
        await lines[0].CloseAsync(new() { Code = 1001 });
        await Expect(lan.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await TextOf(lan.Page).FillAsync("In the tunnel.");
        await lan.Page.WaitForFunctionAsync("() => Object.values(localStorage).some(kept => kept.includes('tunnel'))");
        await lan.Context.SetOfflineAsync(false);

        await Expect(lan.Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await lan.Page.WaitForFunctionAsync("() => !Object.keys(localStorage).some(key => key.startsWith('blogblazor.editor'))");
        await Expect(TextOf(lan.Page)).ToHaveValueAsync("In the tunnel.");
        await Expect(TextOf(lan.Page)).ToBeFocusedAsync();
        await Expect(Status(lan.Page)).ToHaveTextAsync("Saved");
        (await lan.Page.EvaluateAsync<bool>("() => window.isTheOldPage")).ShouldBeTrue("the same circuit went on");
        var id = int.Parse(lan.Page.Url.Split('/')[^1], CultureInfo.InvariantCulture);
        var databases = fixture.Demo.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>();
        await using var db = await databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var saved = await db.Posts.SingleAsync(p => p.Author.Handle == lan.Handle, TestContext.Current.CancellationToken);
        (saved.Id, saved.Markdown, saved.Version).ShouldBe((id, "In the tunnel.", 2));
    }

    [Fact]
    public async Task A_circuit_that_ends_with_the_first_save_leaves_the_page_of_the_draft()
    {
        await using var lan = await fixture.SignUpAsync(fixture.Demo.Address, "lan");
        await lan.Page.RouteWebSocketAsync(new Regex("/_blazor"), line =>
        {
            var server = line.ConnectToServer();
            var isSaved = false;
            server.OnMessage(frame =>
            {
                if (!isSaved)
                {
                    line.Send(frame.Binary!);
                }

                // The name of the function of editor.js that hears of it.
                isSaved |= frame.Binary.AsSpan().IndexOf("saved"u8) >= 0;
            });
        });
        await lan.GoAsync("/write");

        await TitleOf(lan.Page).FillAsync("An unfinished post");
        await Expect(lan.Page).ToHaveURLAsync(DraftAddress);

        await lan.Page.ReloadAsync();
        await Expect(TitleOf(lan.Page)).ToHaveValueAsync("An unfinished post");
    }

    [Fact]
    public async Task Typing_goes_on_while_a_new_post_becomes_a_draft()
    {
        await using var lan = await fixture.SignUpAsync(await fixture.SiteAsync(), "lan");
        await lan.GoAsync("/write");
        await TextOf(lan.Page).FocusAsync();
        await lan.Page.Keyboard.TypeAsync(new string('\n', 60) + "one");
        await Expect(lan.Page).ToHaveURLAsync(DraftAddress);
        var top = await lan.Page.EvaluateAsync<int>("() => scrollY");

        await lan.Page.Keyboard.TypeAsync(" two");

        await Expect(TextOf(lan.Page)).ToHaveValueAsync(new string('\n', 60) + "one two");
        top.ShouldBeGreaterThan(0, "the caret stays in sight");
    }

    [Fact]
    public async Task Nothing_is_typed_before_the_browser_can_keep_it()
    {
        await using var lan = await fixture.SignUpAsync(fixture.Demo.Address, "lan");
        var asked = new TaskCompletionSource<IRoute>(TaskCreationOptions.RunContinuationsAsynchronously);
        await lan.Page.RouteAsync("**/js/editor*", asked.SetResult);
        await lan.Page.GotoAsync("/write");

        // The circuit runs: it has asked for the script.
        var held = await asked.Task;
        foreach (var field in new[] { "title", "text", "slug", "summary", "tags" })
        {
            await Expect(lan.Page.Locator($"#editor-{field}")).Not.ToBeEditableAsync();
        }

        await held.ContinueAsync();
        await TitleOf(lan.Page).FillAsync("Now it can");
        await Expect(lan.Page).ToHaveURLAsync(DraftAddress);
    }

    [Fact]
    public async Task The_toolbar_and_everything_else_works_by_keyboard()
    {
        await using var lan = await fixture.SignUpAsync(await fixture.SiteAsync(), "lan");
        await lan.GoAsync("/write");
        var keys = lan.Page.Keyboard;
        var text = TextOf(lan.Page);
        await TitleOf(lan.Page).FocusAsync();
        await keys.TypeAsync("By keyboard");
        await keys.PressAsync("Enter");
        await Expect(text).ToBeFocusedAsync();
        await keys.TypeAsync("word");
        await text.PressAsync("Shift+Home");

        await keys.PressAsync("Shift+Tab");
        await Expect(lan.Page.GetByLabel("Insert pictures")).ToBeFocusedAsync();
        await keys.PressAsync("Shift+Tab");
        await Expect(Tool(lan, "Bold")).ToBeFocusedAsync();
        await keys.PressAsync("ArrowRight");
        await Expect(Tool(lan, "Italic")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(text).ToHaveValueAsync("*word*");
        await Expect(text).ToBeFocusedAsync();
        await keys.PressAsync("Control+b");
        await Expect(text).ToHaveValueAsync("***word***");
        await keys.PressAsync("Control+z");
        await Expect(text).ToHaveValueAsync("*word*");
        await keys.PressAsync("Shift+Tab");
        await keys.PressAsync("Shift+Tab");
        await Expect(Tool(lan, "Italic")).ToBeFocusedAsync();
        await keys.PressAsync("End");
        await keys.PressAsync("ArrowLeft");
        await keys.PressAsync("Enter");
        await Expect(text).ToHaveValueAsync("- *word*");
        await keys.PressAsync("Control+k");
        await keys.TypeAsync("a");
        await Expect(text).ToHaveValueAsync("- *word*[a](https://)");
        await text.FillAsync("word");
        await keys.PressAsync("Control+a");
        await keys.PressAsync("Control+i");
        await Expect(text).ToHaveValueAsync("*word*");
        await keys.PressAsync("Tab");
        await Expect(text).Not.ToBeFocusedAsync();

        await text.PressAsync("Control+s");
        await Expect(Status(lan.Page)).ToHaveTextAsync("Saved");
        await text.PressAsync("Control+Enter");
        await lan.Page.ComesToAsync("/posts/by-keyboard");
    }

    [Fact]
    public async Task Keys_save_what_stands_in_the_description_of_the_cover_and_leave_the_caret_there()
    {
        await using var lan = await fixture.SignUpAsync(fixture.Demo.Address, "lan");
        var (page, keys) = (lan.Page, lan.Page.Keyboard);
        var cover = await MediaApiTests.UploadedAsync(lan.Account, TestPictures.Photo(800, 450));
        using var created = await lan.Account.PostAsync(
            "/api/posts", new { title = $"{lan.Handle} at a lake", markdown = "Text.", publish = true, cover, coverAlt = "A lake" });
        var post = "/posts/" + (await TestUser.ReadAsync(created)).GetProperty("slug").GetString();
        await lan.GoAsync(post + "/edit");
        await Expect(TextOf(page)).ToBeVisibleAsync();
        var alt = page.GetByLabel("What the picture shows");
        await alt.FocusAsync();
        await keys.PressAsync("End");
        await keys.TypeAsync(" at dawn");
        await keys.PressAsync("Home");

        await keys.PressAsync("Control+s");
        await Expect(Status(page)).ToHaveTextAsync("Saved");
        await Expect(alt).ToBeFocusedAsync();
        await keys.TypeAsync("Quiet: ");
        await Expect(alt).ToHaveValueAsync("Quiet: A lake at dawn");
        await keys.PressAsync("Control+Enter");

        await page.ComesToAsync(post + "$");
        await Expect(page.Locator("figure.cover").GetByAltText("Quiet: A lake at dawn")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Keys_publish_the_last_tag_too()
    {
        await using var lan = await fixture.SignUpAsync(fixture.Demo.Address, "lan");
        await lan.GoAsync("/write");
        await TitleOf(lan.Page).FillAsync($"{lan.Handle} has tags");
        await TextOf(lan.Page).FillAsync("Text.");
        await GoToTagsAsync(lan.Page);

        await lan.Page.Keyboard.TypeAsync("one day, rain");
        await lan.Page.Keyboard.PressAsync("Control+Enter");

        await lan.Page.ComesToAsync("/posts/.+-has-tags$");
        var post = await lan.Account.GetJsonAsync("/api" + new Uri(lan.Page.Url).AbsolutePath);
        post.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("name").GetString()).ShouldBe(["one day", "rain"], ignoreOrder: true);
    }

    [Fact]
    public async Task On_a_slow_line_a_comma_ends_a_tag_and_what_is_typed_after_it_stays()
    {
        await using var lan = await fixture.SignUpAsync(fixture.Demo.Address, "lan");
        var isSlow = false;
        var late = new ConcurrentQueue<byte[]>();
        await lan.Page.RouteWebSocketAsync(new Regex("/_blazor"), toPage => toPage.ConnectToServer().OnMessage(frame =>
        {
            late.Enqueue(frame.Binary!);
            while (!isSlow && late.TryDequeue(out var next))
            {
                toPage.Send(next);
            }
        }));
        await lan.GoAsync("/write");
        var (field, chips) = (await GoToTagsAsync(lan.Page), lan.Page.Locator(".tag-input .chip"));

        isSlow = true;
        await lan.Page.Keyboard.TypeAsync("hà nội,ẩm th");
        await Expect(chips).ToHaveCountAsync(0);
        isSlow = false;
        await lan.Page.Keyboard.TypeAsync("ực");

        await Expect(chips).ToHaveTextAsync(["#hà nội×"]);
        await Expect(field).ToHaveValueAsync("ẩm thực");
        await lan.Page.Keyboard.PressAsync("Enter");
        await Expect(chips).ToHaveTextAsync(["#hà nội×", "#ẩm thực×"]);
        await Expect(field).ToHaveValueAsync("");
    }

    [Fact]
    public async Task What_one_tab_could_not_save_is_offered_once_it_is_closed_whatever_another_saved_meanwhile()
    {
        await using var lan = await fixture.SignUpAsync(fixture.Demo.Address, "lan");
        var edit = await lan.PublishAsync($"Tabs {Guid.NewGuid():N}", "First text.") + "/edit";
        var other = await lan.Context.NewPageAsync();
        await lan.GoAsync(edit);
        await Expect(TextOf(lan.Page)).ToBeVisibleAsync();
        await lan.GoAsync(edit, other);
        await SaveAsync(other, "Theirs.");
        await TextOf(lan.Page).FillAsync("Not to be lost.");
        await Expect(Status(lan.Page)).ToHaveTextAsync("Not saved: changed somewhere else");
        await SaveAsync(other, "Theirs again.");
        await other.ReloadAsync();
        await SaveAsync(other, "And again.");
        await Expect(other.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);

        await lan.Page.CloseAsync();
        await other.ReloadAsync();

        await other.GetByRole(AriaRole.Button, new() { Name = "Use the text of this browser" }).ClickAsync();
        await Expect(TextOf(other)).ToHaveValueAsync("Not to be lost.");
        await Expect(Status(other)).ToHaveTextAsync("Saved");
        await other.WaitForFunctionAsync("() => !Object.keys(localStorage).some(key => key.startsWith('blogblazor.editor'))");

        static async Task SaveAsync(IPage page, string text)
        {
            await TextOf(page).FillAsync(text);
            await page.GetByRole(AriaRole.Button, new() { Name = "Save for later" }).ClickAsync();
            await page.WaitForFunctionAsync(
                "text => document.querySelector('.editor-state [role=status]').textContent === 'Saved' && !Object.values(localStorage).some(kept => kept.includes(text))",
                text);
        }
    }

    [Fact]
    public async Task A_text_that_is_too_long_for_the_line_stays_in_its_field_which_says_so()
    {
        await using var lan = await fixture.SignUpAsync(fixture.Demo.Address, "lan");
        await lan.GoAsync("/write");
        var problem = lan.Page.GetByText("At most 200000 characters; this has 1200000.");

        await PasteAsync("'Many words.\\n'.repeat(100_000)");
        await Expect(problem).ToBeVisibleAsync();
        await TitleOf(lan.Page).FillAsync($"{lan.Handle} writes much");
        await Expect(lan.Page).ToHaveURLAsync(DraftAddress);
        await Expect(Status(lan.Page)).ToHaveTextAsync("Saved");
        await lan.Page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Expect(TextOf(lan.Page)).ToBeFocusedAsync();
        (await TextOf(lan.Page).InputValueAsync()).Length.ShouldBe(1_200_000);

        await PasteAsync("'Less.'");
        await Expect(problem).ToBeHiddenAsync();
        await lan.Page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await lan.Page.ComesToAsync("/posts/.+-writes-much$");
        await Expect(lan.Page.Locator(".prose")).ToHaveTextAsync("Less.");

        // Playwright would type it, which takes a minute.
        Task PasteAsync(string text) => TextOf(lan.Page).EvaluateAsync(
            $"field => {{ field.value = {text}; field.dispatchEvent(new InputEvent('input', {{ bubbles: true }})); }}");
    }

    [Fact]
    public async Task A_link_within_the_preview_leads_to_its_part_and_not_out_of_the_editor()
    {
        await using var lan = await fixture.SignUpAsync(fixture.Demo.Address, "lan");
        var edit = await lan.PublishAsync($"Parts {Guid.NewGuid():N}", $"[there](#s-part)\n\n{string.Concat(Enumerable.Repeat("Text.\n\n", 100))}## Part") + "/edit";
        await lan.GoAsync(edit);

        await lan.Page.GetByRole(AriaRole.Link, new() { Name = "there" }).ClickAsync();

        await Expect(lan.Page.Locator("#s-part")).ToBeInViewportAsync();
        new Uri(lan.Page.Url).AbsolutePath.ShouldBe(edit);
    }

    [Fact]
    public async Task Axe_finds_nothing_in_any_state_of_the_editor()
    {
        await using var lan = await fixture.SignUpAsync(await fixture.SiteAsync(), "lan");
        var post = await lan.PublishAsync($"Axe {Guid.NewGuid():N}", "First text.");
        var other = await lan.Context.NewPageAsync();
        await lan.GoAsync(post + "/edit");
        await lan.GoAsync(post + "/edit", other);
        await TextOf(other).FillAsync("Theirs.");
        await Expect(Status(other)).ToHaveTextAsync("Saved");
        await other.GetByRole(AriaRole.Button, new() { Name = "Settings" }).ClickAsync();
        await other.GetByLabel("Tags").FillAsync("one,");
        await other.GetByLabel("Address").FillAsync("Not an address");
        await Expect(Status(other)).ToContainTextAsync("Not saved: Only small letters");
        await AxeChecks.ShouldPassAsync(other);

        await TextOf(lan.Page).FillAsync("Mine.");
        await Expect(Status(lan.Page)).ToHaveTextAsync("Not saved: changed somewhere else");
        await AxeChecks.ShouldPassAsync(lan.Page);
        await lan.Page.GetByRole(AriaRole.Button, new() { Name = "Keep mine" }).ClickAsync();
        await Expect(Status(lan.Page)).ToHaveTextAsync("Saved");

        await lan.GoAsync(post + "/revisions");
        await Expect(lan.Page.Locator(".difference").First).ToBeVisibleAsync();
        await AxeChecks.ShouldPassAsync(lan.Page);
    }

    private static ILocator TitleOf(IPage page) => page.Locator("#editor-title:not([readonly])");

    private static ILocator TextOf(IPage page) => page.Locator("#editor-text:not([readonly])");

    private static async Task<ILocator> GoToTagsAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Settings" }).ClickAsync();
        var tags = page.GetByLabel("Tags");
        await tags.ClickAsync(); // Which waits until they are shown: to focus them before does nothing, and says nothing.
        return tags;
    }

    private static ILocator Status(IPage page) => page.Locator(".editor-state [role=status]");

    private static ILocator Tool(Visitor visitor, string name) =>
        visitor.Page.GetByRole(AriaRole.Toolbar).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}

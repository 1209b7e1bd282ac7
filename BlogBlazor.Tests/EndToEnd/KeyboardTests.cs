using System.Text.RegularExpressions;
using BlogBlazor.Tests.TestKit;
using Microsoft.Playwright;
using SkiaSharp;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>What each kind of person comes for, done with the keyboard alone.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class KeyboardTests(EndToEndFixture fixture)
{
    private const string Post = "/posts/a-row-first-a-signal-second";

    [Theory]
    [InlineData(ForcedColors.None)]
    [InlineData(ForcedColors.Active)]
    public async Task The_focus_is_seen_wherever_the_Tab_key_leads_and_nothing_holds_it(ForcedColors colors)
    {
        await using var reader = await fixture.OpenAsync(fixture.Demo.Address);
        foreach (var path in new[] { "/", Post, "/search?q=web", "/account/register" })
        {
            await reader.Page.GotoAsync(path);
            await reader.Page.EmulateMediaAsync(new() { ForcedColors = colors });
            await Keyboard.ShouldBeSeenEverywhereAsync(reader.Page);
        }

        await using var lan = await fixture.OpenAsLanAsync();
        foreach (var path in new[]
        {
            Post, $"{Post}/edit", "/posts/mine", $"{Post}/revisions", "/notifications", "/admin/moderation?show=rules", "/admin/settings", "/admin/messages",
        })
        {
            await lan.GoAsync(path);
            await lan.Page.EmulateMediaAsync(new() { ForcedColors = colors });
            await Keyboard.ShouldBeSeenEverywhereAsync(lan.Page);
        }

        await lan.Page.GotoAsync("/account/profile");
        await Keyboard.ShouldBeSeenEverywhereAsync(lan.Page);
    }

    [Fact]
    public async Task A_reader_finds_a_post_moves_in_it_and_goes_to_sign_in()
    {
        await using var reader = await fixture.OpenAsync(fixture.Demo.Address);
        var page = reader.Page;
        await page.GotoAsync("/");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("main :focus")).ToHaveCountAsync(1);

        await page.GotoAsync("/");
        await page.PressAsync(page.GetByRole(AriaRole.Link, new() { Name = "Search" }));
        await page.ComesToAsync("/search$");
        await page.TabToAsync(page.GetByRole(AriaRole.Searchbox));
        await page.Keyboard.TypeAsync("row first");
        await page.Keyboard.PressAsync("Enter");
        await page.ComesToAsync(@"/search\?q=");
        await page.PressAsync(page.GetByRole(AriaRole.Link, new() { Name = "A row first, a signal second" }));
        await page.ComesToAsync(Post + "$");
        await page.PressAsync(page.Locator(".contents li a").First);
        await page.ComesToAsync("#.+");
        await page.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Dark" }));
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Tiếng Việt" }));
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "vi");

        await page.TabToAsync(page.GetByLabel("Bình luận của bạn"));
        await page.Keyboard.TypeAsync("Hay quá");
        await page.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Đăng nhập để bình luận" }));
        await page.TabToAsync(page.Locator("#Email"));
        await page.Keyboard.TypeAsync("minh@example.com");
        await page.TabToAsync(page.Locator("#Password"));
        await page.Keyboard.TypeAsync("xin chao demo");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("Bình luận của bạn")).ToHaveValueAsync("Hay quá");
    }

    [Fact]
    public async Task A_user_comments_replies_reacts_and_reports_and_what_opened_gives_the_focus_back()
    {
        await using var hoa = await fixture.SignUpAsync(fixture.Demo.Address, "hoa");
        await using var minh = await fixture.SignUpAsync(fixture.Demo.Address, "minh");
        var post = await hoa.PublishAsync("A post", "Some text.");
        await hoa.Account.CommentAsync(post["/posts/".Length..], "Hoa's own.");
        await minh.GoAsync(post);
        var (page, keys) = (minh.Page, minh.Page.Keyboard);
        var theirs = minh.Comments.Filter(new() { HasText = "Hoa's own." }).First;

        await page.TabToAsync(page.GetByLabel("Your comment"));
        await keys.TypeAsync("Mine.");
        await page.PressAsync(Named("Send"));
        await Expect(minh.Comments).ToContainTextAsync(["Hoa's own.", "Mine."]);
        await Expect(Named("Send")).ToBeFocusedAsync();

        var react = theirs.GetByLabel("React", new() { Exact = true });
        await page.PressAsync(react);
        await keys.PressAsync("Tab");
        await Expect(theirs.GetByRole(AriaRole.Button, new() { Name = "Like" })).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Expect(react).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await Expect(theirs.GetByRole(AriaRole.Button, new() { Name = "Like, 1" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Locator("article.comment:focus-within")).ToContainTextAsync("Hoa's own.");

        await page.PressAsync(theirs.GetByRole(AriaRole.Button, new() { Name = "Quote" }));
        await Expect(page.GetByLabel("Your reply")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("Your reply")).ToHaveValueAsync(new Regex("^> Hoa's own."));
        await page.PressAsync(Named("Cancel"));
        await Expect(theirs).ToBeFocusedAsync();
        await page.PressAsync(theirs.GetByRole(AriaRole.Button, new() { Name = "Reply" }));
        await Expect(page.GetByLabel("Your reply")).ToBeFocusedAsync();
        await keys.TypeAsync("An answer.");
        await page.PressAsync(Named("Send").First);
        var answer = minh.Comments.Filter(new() { HasText = "An answer." });
        await Expect(answer).ToBeFocusedAsync();

        await page.PressAsync(answer.GetByRole(AriaRole.Button, new() { Name = "Edit" }));
        await Expect(page.GetByLabel("Change your comment")).ToBeFocusedAsync();
        await keys.TypeAsync("Well: ");
        await page.PressAsync(Named("Save"));
        await Expect(answer).ToBeFocusedAsync();
        await page.PressAsync(answer.GetByRole(AriaRole.Button, new() { Name = "Delete" }));
        await Expect(page.GetByRole(AriaRole.Dialog).Locator(":focus")).ToHaveCountAsync(1);
        await keys.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(answer.GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToBeFocusedAsync();

        var report = page.GetByRole(AriaRole.Button, new() { Name = "Report this post" });
        await page.PressAsync(report);
        await Expect(page.GetByLabel("What is wrong with it?")).ToBeFocusedAsync();
        await page.PressAsync(Named("Cancel"));
        await Expect(report).ToBeFocusedAsync();
        var more = theirs.GetByLabel("More about this comment");
        await page.PressAsync(more);
        await page.PressAsync(theirs.GetByRole(AriaRole.Button, new() { Name = "Report" }));
        await Expect(page.GetByLabel("What is wrong with it?")).ToBeFocusedAsync();
        await keys.TypeAsync("It is rude.");
        await page.PressAsync(theirs.GetByRole(AriaRole.Button, new() { Name = "Report", Exact = true }));
        await Expect(theirs.GetByRole(AriaRole.Status)).ToContainTextAsync("Thank you.");
        await Expect(theirs).ToBeFocusedAsync();

        var account = page.GetByLabel("Your account");
        await page.PressAsync(account);
        await keys.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Your posts" })).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Expect(account).ToBeFocusedAsync();
        await Expect(page.Locator("details[open]")).ToHaveCountAsync(0);
        await keys.PressAsync("Enter");
        await keys.PressAsync("Shift+Tab");
        await Expect(page.Locator("details[open]")).ToHaveCountAsync(0);

        ILocator Named(string name) => page.Locator(".comments, .post-reactions, .report-form").GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
    }

    [Fact]
    public async Task A_writer_writes_tags_gives_a_cover_schedules_and_publishes()
    {
        await using var lan = await fixture.OpenAsLanAsync();
        await lan.GoAsync("/write");
        var (page, keys) = (lan.Page, lan.Page.Keyboard);
        var text = page.GetByLabel("Text (Markdown)");
        await page.TabToAsync(page.GetByLabel("Title"));
        await keys.TypeAsync("Without a mouse");
        await keys.PressAsync("Enter");
        await keys.TypeAsync("Some text, ");
        await keys.PressAsync("Control+b");
        await keys.TypeAsync("bold");
        await Expect(text).ToHaveValueAsync("Some text, **bold**");
        await keys.PressAsync("Tab");
        await Expect(text).Not.ToBeFocusedAsync();

        await page.PressAsync(Named("Settings"));
        await page.TabToAsync(page.GetByLabel("Tags"));
        await keys.TypeAsync("keys,");
        await page.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Remove tag keys" }));
        await Expect(page.GetByLabel("Tags")).ToBeFocusedAsync();
        await keys.TypeAsync("keyboard,");
        await Expect(page.Locator(".tag-input")).ToContainTextAsync("#keyboard");
        await page.TabToAsync(page.GetByLabel("Publish at"));
        await keys.TypeAsync("01012099");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("0900AM");
        await page.PressAsync(Named("Schedule"));
        await Expect(page.Locator(".editor-state")).ToContainTextAsync("January 1, 2099");
        await Expect(Named("Schedule")).ToBeFocusedAsync();

        var file = page.Locator("#cover-file");
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.PressAsync(file));
        await chooser.SetFilesAsync(new FilePayload
        {
            Name = "cover.jpg",
            MimeType = "image/jpeg",
            Buffer = TestPictures.RedAndBlue(40, 30, SKEncodedImageFormat.Jpeg),
        });
        await page.TabToAsync(page.GetByLabel("What the picture shows"));
        await keys.TypeAsync("Red and blue");
        await page.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Remove the cover" }));
        await Expect(file).ToBeFocusedAsync();

        await page.PressAsync(Named("Preview"));
        await Expect(page.Locator(".editor-preview strong")).ToHaveTextAsync("bold");
        await page.PressAsync(Named("Save for later"));
        await Expect(page.Locator(".editor-state [role=status]")).ToHaveTextAsync("Saved");
        await Expect(Named("Save for later")).ToBeFocusedAsync();
        await page.PressAsync(Named("Settings"));
        await page.PressAsync(Named("Publish now"));
        await page.ComesToAsync("/posts/without-a-mouse");

        ILocator Named(string name) => page.Locator(".editor").GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
    }

    [Fact]
    public async Task An_administrator_works_through_the_queue_and_saves_rules_and_settings()
    {
        await using var hoa = await fixture.SignUpAsync(fixture.Demo.Address, "hoa");
        await using var lan = await fixture.OpenAsLanAsync();
        foreach (var number in new[] { 1, 2 })
        {
            await hoa.Account.CommentAsync(Post["/posts/".Length..], $"Number {number} of {hoa.Handle}: //a.b //c.d //e.f //g.h");
        }

        await lan.GoAsync("/admin/moderation");
        var page = lan.Page;
        var items = page.Locator(".queue > li").Filter(new() { HasText = hoa.Handle });
        await page.PressAsync(items.First.GetByRole(AriaRole.Button, new() { Name = "Approve" }));
        await Expect(items).ToHaveCountAsync(1);
        await Expect(page.Locator("main li:focus")).ToHaveCountAsync(1);
        // What the dialog was opened from may be gone before that has given the focus back.
        await page.EvaluateAsync("mudElementRef.restoreFocus = () => {}");
        await page.PressAsync(items.First.GetByRole(AriaRole.Button, new() { Name = "Remove" }));
        await page.PressAsync(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }));
        await Expect(items).ToHaveCountAsync(0);
        await Expect(page.Locator("main :is(li, .empty):focus")).ToHaveCountAsync(1);

        await page.PressAsync(page.GetByRole(AriaRole.Link, new() { Name = "Rules" }));
        await page.TabToAsync(page.GetByLabel("Hold a comment with one of these words, one to a line"));
        await page.Keyboard.TypeAsync("nobody writes this");
        await SaveAsync();
        await lan.GoAsync("/admin/settings");
        await page.TabToAsync(page.GetByLabel("Name of the site"));
        await SaveAsync();

        async Task SaveAsync()
        {
            var save = page.GetByRole(AriaRole.Button, new() { Name = "Save" });
            await page.PressAsync(save);
            await Expect(page.Locator("main [role=status]")).ToHaveTextAsync(new Regex("Saved"));
            await Expect(save).ToBeFocusedAsync();
        }
    }
}

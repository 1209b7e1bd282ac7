using BlogBlazor.Posts.Editing;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.JSInterop;

namespace BlogBlazor.Tests.Posts.Editing;

public sealed class AutosaveTests : BlogBunitContext
{
    [Fact]
    public async Task What_is_typed_is_saved_when_typing_stops()
    {
        var editor = Open();
        await editor.FindField("Title").InputAsync("By itself");
        (await CountAsync()).ShouldBe(0);

        await PassAsync(AutosaveClock.Pause);

        editor.WaitForAssertion(() => editor.FindRole("status").Words().ShouldBe("Saved"));
        var draft = await Rows.FindPostAsync(Lan, "by-itself");
        (draft.PublishedAt, draft.Markdown).ShouldBe((null, ""));
    }

    [Fact]
    public async Task Who_types_without_a_pause_is_saved_all_the_same()
    {
        var editor = Open();
        for (var second = 0; second < AutosaveClock.AtMost.TotalSeconds; second++)
        {
            await editor.FindField("Text (Markdown)").InputAsync(new string('x', second + 1));
            await PassAsync(TimeSpan.FromSeconds(1));
        }

        editor.WaitForAssertion(() => editor.FindRole("status").Words().ShouldBe("Saved"));
    }

    [Fact]
    public async Task A_new_post_becomes_one_draft_and_the_page_keeps_its_text_at_the_draft_s_address()
    {
        var page = Render<PostEditorPage>();
        await page.FindField("Title").InputAsync("First");
        await PassAsync(AutosaveClock.Pause);
        page.WaitForAssertion(() => Navigation.Uri.ShouldContain("/write/"));
        await page.FindField("Text (Markdown)").InputAsync("and more");
        await PassAsync(AutosaveClock.Pause);

        page.WaitForAssertion(() => page.FindRole("status").Words().ShouldBe("Saved"));
        (await CountAsync()).ShouldBe(1);
        (await Rows.FindPostAsync(Lan, "first")).Markdown.ShouldBe("and more");
        Navigation.History.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_empty_page_makes_no_draft()
    {
        var editor = Open();
        await editor.FindField("Title").InputAsync("x");
        await editor.FindField("Title").InputAsync(" ");

        await PassAsync(AutosaveClock.AtMost);

        (await CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Of_a_published_post_readers_see_nothing_before_it_is_updated()
    {
        await Rows.PostAsync(Lan, "Known", "Old text.");
        var editor = Open(await Rows.EditedAsync(Lan, "known"));
        await editor.FindField("Text (Markdown)").InputAsync("New text.");
        await PassAsync(AutosaveClock.Pause);
        editor.WaitForAssertion(() => editor.Find(".chip.state").Words().ShouldBe("Published, with changes that readers do not see yet"));

        (await Rows.FindPostAsync(Minh, "known")).Markdown.ShouldBe("Old text.");
        var again = Open(await Rows.EditedAsync(Lan, "known"));
        again.FindField("Text (Markdown)").Typed().ShouldBe("New text.");
        await again.FindButton("Update").ClickAsync();

        (await Rows.FindPostAsync(Minh, "known")).Markdown.ShouldBe("New text.");
        (await Rows.EditedAsync(Lan, "known")).HasWorkingCopy.ShouldBeFalse();
    }

    [Fact]
    public async Task Changes_that_readers_have_not_seen_can_be_discarded()
    {
        await Rows.PostAsync(Lan, "Known", "Old text.");
        var editor = Open(await Rows.SaveAsync(Lan, await Rows.EditedAsync(Lan, "known"), "New text."));

        await editor.FindButton("Discard the changes").ClickAsync();

        editor.FindField("Text (Markdown)").Typed().ShouldBe("Old text.");
        editor.HasButton("Discard the changes").ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_discarded_stays_a_revision_though_more_is_typed_at_once()
    {
        await Rows.PostAsync(Lan, "Known", "Old text.");
        var editor = Open(await Rows.SaveAsync(Lan, await Rows.EditedAsync(Lan, "known"), "Discarded.", SaveFor.Autosave));
        await editor.FindButton("Discard the changes").ClickAsync();

        await editor.FindField("Text (Markdown)").InputAsync("Typed after that.");
        await PassAsync(AutosaveClock.Pause);

        editor.WaitForAssertion(() => editor.HasButton("Discard the changes").ShouldBeTrue());
        (await RevisionsAsync()).ShouldBe(["Old text.", "Discarded.", "Typed after that."]);
    }

    [Fact]
    public async Task A_failing_database_is_tried_again_by_itself()
    {
        var editor = Open();
        Database.RefuseWrites("Posts");
        await editor.FindField("Title").InputAsync("Later");
        await PassAsync(AutosaveClock.Pause);
        editor.WaitForAssertion(() => editor.FindRole("status").Words().ShouldStartWith("Not saved:"));

        Database.TakeWrites("Posts");
        await PassAsync(AutosaveClock.AtMost);

        editor.WaitForAssertion(() => editor.FindRole("status").Words().ShouldBe("Saved"));
        editor.FindAll("[role=alert]").ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_leaves_while_typing_is_saved_and_not_brought_back()
    {
        var page = Render<PostEditorPage>();
        await page.FindField("Title").InputAsync("Gone");

        await DisposeComponentsAsync();

        Navigation.History.ShouldBeEmpty();
        (await Rows.IsVisibleAsync(Lan, "gone")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("Keep mine", "mine")]
    [InlineData("Take theirs", "theirs")]
    public async Task Two_who_edit_the_same_post_choose_whose_text_stays(string choice, string stays)
    {
        await Rows.PostAsync(Lan, "Both", "first", publish: false);
        var opened = await Rows.EditedAsync(Lan, "both");
        var editor = Open(opened);
        await Rows.SaveAsync(Lan, opened, "theirs", SaveFor.Autosave);
        await editor.FindField("Text (Markdown)").InputAsync("mine");
        await PassAsync(AutosaveClock.Pause);
        editor.WaitForAssertion(() => editor.FindRole("status").Words().ShouldBe("Not saved: changed somewhere else"));
        (await Rows.FindPostAsync(Lan, "both")).Markdown.ShouldBe("theirs");
        editor.FindField("Text (Markdown)").Typed().ShouldBe("mine");

        await editor.FindButton(choice).ClickAsync();

        editor.FindField("Text (Markdown)").Typed().ShouldBe(stays);
        editor.FindAll("[role=alert]").ShouldBeEmpty();
        (await Rows.FindPostAsync(Lan, "both")).Markdown.ShouldBe(stays);
        await using var db = await Rows.OpenAsync();
        (await db.Revisions.Select(r => r.Markdown).ToListAsync(Xunit.TestContext.Current.CancellationToken)).ShouldContain("theirs");
    }

    [Fact]
    public async Task What_the_browser_kept_of_this_version_is_back_and_saved()
    {
        await Rows.PostAsync(Lan, "Kept", "on the server", publish: false);
        var post = await Rows.EditedAsync(Lan, "kept");
        KeptInBrowser("in the browser", post.Version);

        var editor = Open(post);

        editor.WaitForAssertion(() => editor.FindField("Text (Markdown)").Typed().ShouldBe("in the browser"));
        await PassAsync(AutosaveClock.Pause);
        editor.WaitForAssertion(() => editor.FindRole("status").Words().ShouldBe("Saved"));
        (await Rows.FindPostAsync(Lan, "kept")).Markdown.ShouldBe("in the browser");
    }

    [Theory]
    [InlineData("Use the text of this browser", "in the browser")]
    [InlineData("Discard it", "on the server")]
    public async Task What_the_browser_kept_of_an_older_version_is_offered(string choice, string shown)
    {
        await Rows.PostAsync(Lan, "Kept", "on the server", publish: false);
        var post = await Rows.EditedAsync(Lan, "kept");
        KeptInBrowser("in the browser", post.Version - 1);
        var editor = Open(post);
        editor.WaitForAssertion(() => editor.FindRole("alert"));
        editor.FindField("Text (Markdown)").Typed().ShouldBe("on the server");

        await editor.FindButton(choice).ClickAsync();

        editor.FindField("Text (Markdown)").Typed().ShouldBe(shown);
        editor.FindAll("[role=alert]").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_browser_s_text_is_saved_over_stays_a_revision()
    {
        await Rows.PostAsync(Lan, "Kept", "first", publish: false);
        var post = await Rows.SaveAsync(Lan, await Rows.EditedAsync(Lan, "kept"), "on the phone", SaveFor.Autosave);
        KeptInBrowser("in the browser", post.Version - 1);
        var editor = Open(post);
        editor.WaitForAssertion(() => editor.FindRole("alert"));

        await editor.FindButton("Use the text of this browser").ClickAsync();
        await PassAsync(AutosaveClock.Pause);

        editor.WaitForAssertion(() => editor.FindRole("status").Words().ShouldBe("Saved"));
        (await RevisionsAsync()).ShouldBe(["first", "on the phone", "in the browser"]);
    }

    [Fact]
    public async Task What_the_browser_kept_of_a_new_post_that_was_saved_after_all_is_its_draft()
    {
        await Rows.PostAsync(Lan, "Kept", "in the browser", publish: false);
        await Rows.PostAsync(Minh, "Kept", "in the browser", publish: false);
        KeptInBrowser("in the browser", 0);

        var page = Render<PostEditorPage>();

        page.WaitForAssertion(() => page.FindField("Text (Markdown)").Typed().ShouldBe("in the browser"));
        page.WaitForAssertion(() => Navigation.Uri.ShouldContain("/write/"));
        await page.FindField("Text (Markdown)").InputAsync("and more");
        await PassAsync(AutosaveClock.Pause);
        page.WaitForAssertion(() => page.FindRole("status").Words().ShouldBe("Saved"));
        (await CountAsync()).ShouldBe(2);
        (await Rows.FindPostAsync(Lan, "kept")).Markdown.ShouldBe("and more");
    }

    [Fact]
    public async Task What_the_browser_kept_of_a_new_post_that_nobody_saved_is_back()
    {
        KeptInBrowser("in the browser", 0);

        var editor = Open();

        editor.WaitForAssertion(() => editor.FindField("Text (Markdown)").Typed().ShouldBe("in the browser"));
        await PassAsync(AutosaveClock.Pause);
        editor.WaitForAssertion(() => editor.FindRole("status").Words().ShouldBe("Saved"));
        (await CountAsync()).ShouldBe(1);
    }

    private IRenderedComponent<PostEditor> Open(EditedPost? post = null) => Render<PostEditor>(p => p
        .Add(e => e.Author, Lan).Add(e => e.Opened, post));

    private void KeptInBrowser(string markdown, int version)
    {
        var module = JSInterop.SetupModule("/js/editor.js");
        var form = module.SetupModule(invocation => invocation.Identifier == "open");
        form.Mode = JSRuntimeMode.Loose;
        form.Setup<KeptText?>("kept").SetResult(
            new KeptText("Kept", markdown, "", "", "", version, Clock.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    private async Task<List<string>> RevisionsAsync()
    {
        await using var db = await Rows.OpenAsync();
        return await db.Revisions.OrderBy(r => r.Id).Select(r => r.Markdown).ToListAsync(Xunit.TestContext.Current.CancellationToken);
    }

    private async Task<int> CountAsync()
    {
        await using var db = await Rows.OpenAsync();
        return await db.Posts.CountAsync(Xunit.TestContext.Current.CancellationToken);
    }
}

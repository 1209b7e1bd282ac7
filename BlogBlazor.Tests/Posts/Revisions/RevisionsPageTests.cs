using BlogBlazor.Accounts;
using BlogBlazor.Posts;
using BlogBlazor.Posts.Editing;
using BlogBlazor.Posts.Revisions;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Tests.Posts.Revisions;

public sealed class RevisionsPageTests : BlogBunitContext
{
    private static readonly PostCover Lake = new("/media/0123456789abcdef0123456789abcdef-1600x900.webp", "A lake");
    private static readonly PostCover Hill = new("/media/fedcba9876543210fedcba9876543210-1600x900.webp", "A hill");

    [Fact]
    public async Task Each_save_is_kept_and_autosaves_of_one_sitting_are_one()
    {
        await Rows.PostAsync(Lan, "A post", "first", publish: false);
        var post = await Rows.EditedAsync(Lan, "a-post");
        post = await SaveAsync(post, "second", SaveFor.Later);
        post = await SaveAsync(post, "third a", SaveFor.Autosave);
        post = await SaveAsync(post, "third b", SaveFor.Autosave);
        post = await SaveAsync(post, "third b", SaveFor.Later);
        post = await SaveAsync(post, "fourth a", SaveFor.Autosave);
        Clock.Advance(Revision.AutosavesOfOne);
        await SaveAsync(post, "fourth b", SaveFor.Autosave);

        (await TextsAsync()).ShouldBe(["first", "second", "third b", "fourth a", "fourth b"]);
    }

    [Fact]
    public async Task The_last_hundred_are_kept()
    {
        await Rows.PostAsync(Lan, "A post", "0", publish: false);
        var post = await Rows.EditedAsync(Lan, "a-post");
        for (var number = 1; number <= Revision.MaxPerPost; number++)
        {
            post = await Rows.SaveAsync(Lan, post, $"{number}");
        }

        var kept = await TextsAsync();
        (kept.Count, kept[0], kept[^1]).ShouldBe((Revision.MaxPerPost, "1", "100"));
    }

    [Fact]
    public async Task A_post_from_before_there_were_revisions_keeps_its_first_text()
    {
        await Rows.PostAsync(Lan, "A post", "first");
        await using (var db = await Rows.OpenAsync())
        {
            await db.Revisions.ExecuteDeleteAsync(Cancel);
        }

        await Rows.SaveAsync(Lan, await Rows.EditedAsync(Lan, "a-post"), "second", SaveFor.Update);

        (await TextsAsync()).ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task The_difference_is_told_by_signs_and_words()
    {
        await Rows.PostAsync(Lan, "A post", "cold tea", publish: false);
        await Rows.SaveAsync(Lan, await Rows.EditedAsync(Lan, "a-post"), "warm tea");

        var page = Open(Lan);

        page.WordsOf(".difference li").ShouldBe(["− Removed: cold tea", "+ Added: warm tea"]);
        page.Find(".difference del").TextContent.ShouldBe("cold");
        page.Find(".difference ins").TextContent.ShouldBe("warm");
        page.WordsOf(".revision-list li").Count.ShouldBe(2);
    }

    [Fact]
    public async Task Restoring_is_a_new_revision_which_readers_see_once_the_author_updates()
    {
        await Rows.PostAsync(Lan, "A post", "first");
        var post = await Rows.SaveAsync(Lan, await Rows.EditedAsync(Lan, "a-post"), "second", SaveFor.Update);

        await (await OpenAsync(revision: 1)).FindButton("Restore this one").ClickAsync();

        Navigation.Uri.ShouldEndWith($"/write/{post.Id}");
        (await Rows.EditedAsync(Lan, "a-post")).Content.Markdown.ShouldBe("first");
        (await Rows.FindPostAsync(Minh, "a-post")).Markdown.ShouldBe("second");
        (await TextsAsync()).ShouldBe(["first", "second", "first"]);
    }

    [Fact]
    public async Task A_changed_cover_is_shown_and_comes_back_with_the_text()
    {
        await Rows.PostAsync(Lan, "A post", "text");
        var post = await Rows.SaveAsync(Lan, await Rows.EditedAsync(Lan, "a-post"), "text", SaveFor.Update, Lake);
        await Rows.SaveAsync(Lan, post, "text", SaveFor.Update, Hill);
        Covers(Open(Lan)).ShouldBe([("−", Lake.Url, "A lake"), ("+", Hill.Url, "A hill")]);

        var page = await OpenAsync(revision: 2);
        Covers(page).ShouldBe([("+", Lake.Url, "A lake")]);
        await page.FindButton("Restore this one").ClickAsync();

        (await Rows.EditedAsync(Lan, "a-post")).Cover.ShouldBe(Lake);
        (await Rows.FindPostAsync(Minh, "a-post")).Cover.ShouldBe(Hill, "Readers see it once the author updates.");
        await (await OpenAsync(revision: 1)).FindButton("Restore this one").ClickAsync();
        (await Rows.EditedAsync(Lan, "a-post")).Cover!.Url.ShouldBeEmpty("It had none.");
    }

    [Fact]
    public async Task A_revision_that_does_not_know_its_cover_leaves_the_one_there_is()
    {
        await Rows.PostAsync(Lan, "A post", "first");
        await Rows.SaveAsync(Lan, await Rows.EditedAsync(Lan, "a-post"), "second", SaveFor.Update, Lake);
        await using (var db = await Rows.OpenAsync())
        {
            await db.Revisions.ExecuteUpdateAsync(set => set.SetProperty(r => r.CoverUrl, (string?)null), Cancel);
        }

        var page = await OpenAsync(revision: 1);
        Covers(page).ShouldBeEmpty();
        await page.FindButton("Restore this one").ClickAsync();

        var post = await Rows.EditedAsync(Lan, "a-post");
        (post.Content.Markdown, post.Cover).ShouldBe(("first", Lake));
    }

    [Fact]
    public async Task A_failing_database_is_said()
    {
        await Rows.PostAsync(Lan, "A post", "first");
        var page = Open(Lan);
        Database.RefuseWrites("Posts");

        await page.FindButton("Restore this one").ClickAsync();

        page.FindRole("alert").Words().ShouldBe("It could not be saved just now. Please try again.");
    }

    [Fact]
    public async Task What_may_not_be_saved_any_more_is_said()
    {
        await Rows.PostAsync(Lan, "A post", "first");
        await using (var db = await Rows.OpenAsync())
        {
            await db.Revisions.ExecuteUpdateAsync(set => set.SetProperty(r => r.Markdown, "a\u0001"), Cancel);
        }

        var page = Open(Lan);
        await page.FindButton("Restore this one").ClickAsync();

        page.FindRole("alert").Words().ShouldBe("It contains an invisible character (U+0001); please take it out.");
    }

    [Fact]
    public async Task Only_who_may_change_the_post_sees_them()
    {
        await Rows.PostAsync(Lan, "A post");
        var notFound = 0;
        Navigation.OnNotFound += (_, _) => notFound++;

        Open(Minh).FindAll("ol").ShouldBeEmpty();
        notFound.ShouldBe(1);

        Open(Minh with { IsAdministrator = true }).FindAll("ol").ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("to=")]
    [InlineData("to=abc&from=abc")]
    [InlineData("to=-1&from=1.5")]
    [InlineData("to=99999999999&from=99999999999")]
    public async Task What_is_no_revision_s_number_is_as_if_none_were_asked_for(string query)
    {
        await Rows.PostAsync(Lan, "A post", "cold tea", publish: false);
        await Rows.SaveAsync(Lan, await Rows.EditedAsync(Lan, "a-post"), "warm tea");

        Navigation.NavigateTo($"/posts/a-post/revisions?{query}");

        Open(Lan).WordsOf(".difference li").ShouldBe(["− Removed: cold tea", "+ Added: warm tea"]);
    }

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    private IRenderedComponent<RevisionsPage> Open(CurrentUser user)
    {
        SignInAs(user);
        return Render<RevisionsPage>(p => p.Add(page => page.Slug, "a-post"));
    }

    private async Task<IRenderedComponent<RevisionsPage>> OpenAsync(int revision)
    {
        await using var db = await Rows.OpenAsync();
        var id = await db.Revisions.OrderBy(r => r.Id).Select(r => r.Id).Skip(revision - 1).FirstAsync(Cancel);
        Navigation.NavigateTo($"/posts/a-post/revisions?to={id}");
        return Open(Lan);
    }

    private static IEnumerable<(string Sign, string Address, string Shows)> Covers(IRenderedComponent<RevisionsPage> page) =>
        page.FindAll(".difference li:has(img)").Select(line => (
            line.QuerySelector(".sign")!.TextContent,
            line.QuerySelector("img")!.GetAttribute("src")!,
            line.QuerySelector("img")!.GetAttribute("alt")!));

    private Task<EditedPost> SaveAsync(EditedPost post, string markdown, SaveFor purpose)
    {
        Clock.Advance(TimeSpan.FromSeconds(10));
        return Rows.SaveAsync(Lan, post, markdown, purpose);
    }

    private async Task<List<string>> TextsAsync()
    {
        await using var db = await Rows.OpenAsync();
        return await db.Revisions.OrderBy(r => r.Id).Select(r => r.Markdown).ToListAsync(Cancel);
    }
}

using BlogBlazor.Moderation;
using BlogBlazor.Posts;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace BlogBlazor.Tests.Moderation;

public sealed class ModerationPageTests : BlogBunitContext
{
    private readonly BlogBlazor.Accounts.CurrentUser _admin = Lan with { IsAdministrator = true };

    [Fact]
    public async Task What_is_held_waits_there_and_is_counted_in_the_menu_until_it_is_approved()
    {
        await HoldAsync("casino 1");
        await HoldAsync("casino 2");
        SignInAs(_admin);
        var link = Render<ModerationLink>();
        var page = Render<ModerationPage>();
        link.FindLink("Moderation (2)");
        page.WordsOf(".queue .prose").ShouldBe(["casino 1", "casino 2"]);

        await page.FindAll("button").First(button => button.Words() == "Approve").ClickAsync();

        page.WaitForAssertion(() => page.WordsOf(".queue .prose").ShouldBe(["casino 2"]));
        link.WaitForAssertion(() => link.FindLink("Moderation (1)"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Removing_asks_first(bool sure)
    {
        await HoldAsync("casino");
        SignInAs(_admin);
        var dialogs = Render<MudDialogProvider>();
        var page = Render<ModerationPage>();

        var removing = page.FindButton("Remove").ClickAsync();
        dialogs.WaitForAssertion(() => dialogs.Markup.ShouldContain("Remove the comment of Minh?"));
        await dialogs.FindButton(sure ? "Remove" : "Cancel").ClickAsync();
        await removing;

        page.WordsOf(".queue .prose").ShouldBe(sure ? [] : ["casino"]);
        await using var db = await Rows.OpenAsync();
        db.Comments.ShouldHaveSingleItem().DeletedAt.HasValue.ShouldBe(sure);
    }

    [Fact]
    public async Task What_comes_in_meanwhile_appears()
    {
        SignInAs(_admin);
        var page = Render<ModerationPage>();
        page.Markup.ShouldContain("Nothing here.");

        await HoldAsync("casino");

        page.WaitForAssertion(() => page.WordsOf(".queue .prose").ShouldBe(["casino"]));
    }

    [Fact]
    public async Task Nothing_moves_under_the_pointer_when_one_comes_in_or_another_moderator_decides()
    {
        await HoldAsync("casino 1");
        await HoldAsync("casino 2");
        SignInAs(_admin);
        var page = Render<ModerationPage>();

        await Rows.ApproveAsync(1);
        page.WaitForAssertion(() => page.Find(".queue > li").Words().ShouldContain("Somebody else has decided."));
        await HoldAsync("casino 3");

        page.WaitForAssertion(() => page.WordsOf(".queue .prose").ShouldBe(["casino 1", "casino 2", "casino 3"]));
        page.Find(".queue > li").QuerySelectorAll("button").ShouldBeEmpty();
        await page.FindAll("button").First(button => button.Words() == "Hide").ClickAsync();
        page.WaitForAssertion(() => page.WordsOf(".queue .prose").ShouldBe(["casino 3"]));
    }

    [Fact]
    public async Task What_is_edited_while_it_waits_is_shown_anew_and_only_what_was_read_is_approved()
    {
        var post = await HoldAsync("casino");
        SignInAs(_admin);
        var page = Render<ModerationPage>();
        (await Services.GetRequiredService<ModerationService>().DecideAsync(1, Decision.Approve, "another text", Xunit.TestContext.Current.CancellationToken))
            .ShouldBe(DecisionResult.Changed);

        await Rows.EditCommentAsync(Minh, post, 1, "casino, cheap");

        page.WaitForAssertion(() => page.WordsOf(".queue .prose").ShouldBe(["casino, cheap"]));
        (await Rows.CommentsAsync(post)).ShouldBeEmpty();
        // The moderator had just read it, and presses before the page has heard of the next change.
        await using (var db = await Rows.OpenAsync())
        {
            await db.Comments.ExecuteUpdateAsync(set => set.SetProperty(c => c.Markdown, "casino, cheaper"), Xunit.TestContext.Current.CancellationToken);
        }

        await page.FindButton("Approve").ClickAsync();

        page.FindRole("alert").Words().ShouldBe("It was edited meanwhile. Please read it again.");
        page.WordsOf(".queue .prose").ShouldBe(["casino, cheaper"]);
        (await Rows.CommentsAsync(post)).ShouldBeEmpty();
        await page.FindButton("Approve").ClickAsync();
        (await Rows.CommentsAsync(post)).ShouldHaveSingleItem().Markdown.ShouldBe("casino, cheaper");
    }

    [Fact]
    public async Task Banning_asks_first()
    {
        await HoldAsync("casino");
        SignInAs(_admin);
        var dialogs = Render<MudDialogProvider>();
        var page = Render<ModerationPage>();

        var banning = page.FindButton("Ban Minh").ClickAsync();
        dialogs.WaitForAssertion(() => dialogs.Markup.ShouldContain("Ban Minh?"));
        await dialogs.FindButton("Cancel").ClickAsync();
        await banning;

        await using var db = await Rows.OpenAsync();
        (await db.Users.SingleAsync(u => u.Id == Minh.Id, Xunit.TestContext.Current.CancellationToken)).IsBanned.ShouldBeFalse();
    }

    [Fact]
    public async Task A_report_says_who_found_what_wrong_and_can_be_left_as_it_is()
    {
        var post = await Rows.PostAsync(Lan);
        var comment = await Rows.CommentAsync(Minh, post, "rude");
        await Rows.ReportAsync(Lan, post, comment.Id, "It is rude.");
        await Rows.ReportAsync(Minh, post, null, "It is copied.");
        SignInAs(_admin);
        Navigation.NavigateTo("/admin/moderation?show=reports");
        var page = Render<ModerationPage>();
        page.WordsOf(".report").ShouldBe(["Lan writes: It is rude.", "Minh writes: It is copied."]);

        await page.FindAll("button").First(button => button.Words() == "Leave it as it is").ClickAsync();

        page.WaitForAssertion(() => page.WordsOf(".report").ShouldBe(["Minh writes: It is copied."]));
        (await Rows.CommentsAsync(post)).ShouldHaveSingleItem().Markdown.ShouldBe("rude");
    }

    [Fact]
    public async Task Rules_are_kept_and_what_cannot_be_is_said_at_its_field()
    {
        SignInAs(_admin);
        Navigation.NavigateTo("/admin/moderation?show=rules");
        var page = Render<ModerationPage>();

        await page.FindField("Close comments so many days after a post is published (0: never)").ChangeAsync("-1");
        await page.Find("form").SubmitAsync();
        page.Markup.ShouldContain("From 0 to 10000.");

        await page.FindField("Close comments so many days after a post is published (0: never)").ChangeAsync("30");
        await page.FindField("Hold a comment with one of these words, one to a line").ChangeAsync("casino");
        await page.Find("form").SubmitAsync();
        page.FindRole("status").Words().ShouldBe("Saved.");
        await using var db = await Rows.OpenAsync();
        var settings = db.ModerationSettings.ShouldHaveSingleItem();
        (settings.CloseAfterDays, settings.HeldWords).ShouldBe((30, "casino"));
    }

    [Fact]
    public async Task While_the_database_refuses_the_page_says_so()
    {
        await HoldAsync("casino");
        SignInAs(_admin);
        var page = Render<ModerationPage>();
        using (Database.Lock())
        {
            await page.FindButton("Hide").ClickAsync();
        }

        page.FindRole("alert").Words().ShouldContain("It could not be saved just now.");
        page.WordsOf(".queue .prose").ShouldBe(["casino"]);
    }

    private async Task<PostDetails> HoldAsync(string text)
    {
        await Rows.SetRulesAsync(new ModerationSettings { HeldWords = "casino" });
        var post = await Rows.PostAsync(Lan);
        await Rows.CommentAsync(Minh, post, text);
        return post;
    }
}

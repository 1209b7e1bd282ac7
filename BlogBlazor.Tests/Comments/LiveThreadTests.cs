using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Moderation;
using BlogBlazor.Posts;
using BlogBlazor.Reactions;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Comments;

/// <summary>A thread that is read while others write: nothing moves below the eyes.</summary>
public sealed class LiveThreadTests : BlogBunitContext
{
    [Fact]
    public async Task What_others_write_waits_behind_a_button_that_says_how_much_it_is()
    {
        var post = await Rows.PostAsync(Minh);
        var first = await Rows.CommentAsync(Minh, post, "first");
        var thread = Open(post);

        await Rows.CommentAsync(Minh, post, "second");
        thread.WaitForAssertion(() => thread.FindButton("1 new comment, show"));
        await Rows.CommentAsync(Minh, post, "a reply", first.Id);
        thread.WaitForAssertion(() => thread.FindButton("2 new comments, show"));
        thread.WordsOf(".prose").ShouldBe(["first"]);
        thread.FindAll(".comment-news[role=status] button").Count.ShouldBe(1);

        await thread.FindButton("2 new comments, show").ClickAsync();

        thread.WordsOf(".prose").ShouldBe(["first", "a reply", "second"]);
        thread.FindAll(".comment-news button").ShouldBeEmpty();
    }

    [Fact]
    public async Task One_s_own_is_there_at_once_and_what_waits_keeps_waiting()
    {
        var post = await Rows.PostAsync(Minh);
        var thread = Open(post);
        await Rows.CommentAsync(Minh, post, "news");
        thread.WaitForAssertion(() => thread.FindButton("1 new comment, show"));

        await thread.FindField("Your comment").ChangeAsync("mine");
        await thread.Find(".comment-form").SubmitAsync();

        thread.WaitForAssertion(() => thread.WordsOf(".prose").ShouldBe(["mine"]));
        thread.FindButton("1 new comment, show");
    }

    [Fact]
    public async Task One_that_is_deleted_leaves_its_place()
    {
        var post = await Rows.PostAsync(Minh);
        var comment = await Rows.CommentAsync(Minh, post, "regretted");
        await Rows.CommentAsync(Minh, post, "stays");
        var thread = Open(post);

        await Rows.DeleteCommentAsync(Minh, post, comment.Id);

        thread.WaitForAssertion(() => thread.WordsOf("article").ShouldContain("This comment was deleted."));
        thread.WordsOf(".prose").ShouldBe(["stays"]);
        thread.Find("h2").Words().ShouldBe("1 comment");
    }

    [Fact]
    public async Task One_that_is_changed_changes_in_its_place_and_says_so()
    {
        var post = await Rows.PostAsync(Minh);
        var comment = await Rows.CommentAsync(Minh, post, "befor");
        var thread = Open(post);

        await Rows.EditCommentAsync(Minh, post, comment.Id, "before");

        thread.WaitForAssertion(() => thread.WordsOf(".prose").ShouldBe(["before"]));
        thread.WordsOf(".meta span").ShouldContain("edited");
    }

    [Fact]
    public async Task A_read_that_fails_leaves_what_is_shown_and_the_next_signal_reads_again()
    {
        var post = await Rows.PostAsync(Minh);
        await Rows.CommentAsync(Minh, post, "first");
        var thread = Open(post);
        var failed = Database.Reads.FailNext("\"Reactions\"");

        await Rows.CommentAsync(Minh, post, "second");
        await failed.WaitAsync(Patience, Xunit.TestContext.Current.CancellationToken);
        thread.WordsOf(".prose").ShouldBe(["first"]);
        await Rows.CommentAsync(Minh, post, "third");

        thread.WaitForAssertion(() => thread.FindButton("2 new comments, show"));
    }

    [Fact]
    public async Task Reactions_are_counted_as_they_come()
    {
        var post = await Rows.PostAsync(Minh);
        var comment = await Rows.CommentAsync(Minh, post, "first");
        var thread = Open(post);

        await Rows.ReactAsync(Minh, post, comment.Id, ReactionKind.Celebrate);
        await Rows.ReactAsync(Minh, post, null, ReactionKind.Love);

        thread.WaitForAssertion(() => thread.FindButton("Love, 1"));
        thread.FindButton("Celebrate, 1").GetAttribute("aria-pressed").ShouldBe("false");
    }

    [Fact]
    public async Task A_press_reacts_and_another_takes_it_back()
    {
        var post = await Rows.PostAsync(Minh);
        var thread = Open(post);

        await thread.FindButton("Like").ClickAsync();
        thread.WaitForAssertion(() => thread.FindButton("Like, 1").GetAttribute("aria-pressed").ShouldBe("true"));
        await thread.FindButton("Like, 1").ClickAsync();

        thread.WaitForAssertion(() => thread.FindButton("Like").GetAttribute("aria-pressed").ShouldBe("false"));
    }

    [Fact]
    public async Task An_author_changes_a_comment_in_its_place_while_it_is_new()
    {
        var post = await Rows.PostAsync(Minh);
        await Rows.CommentAsync(Lan, post, "befor");
        var thread = Open(post);

        await thread.FindButton("Edit").ClickAsync();
        thread.FindField("Change your comment").Typed().ShouldBe("befor");
        await thread.FindField("Change your comment").ChangeAsync("before");
        await thread.Find("article .comment-form").SubmitAsync();

        thread.WaitForAssertion(() => thread.WordsOf("article .prose").ShouldBe(["before"]));
        Clock.Advance(TimeSpan.FromMinutes(16));
        Open(post).HasButton("Edit").ShouldBeFalse();
    }

    [Fact]
    public async Task A_change_that_comes_too_late_is_said_and_the_text_stays()
    {
        var post = await Rows.PostAsync(Minh);
        await Rows.CommentAsync(Lan, post, "befor");
        var thread = Open(post);
        await thread.FindButton("Edit").ClickAsync();
        await thread.FindField("Change your comment").ChangeAsync("before");
        Clock.Advance(TimeSpan.FromMinutes(16));

        await thread.Find("article .comment-form").SubmitAsync();

        thread.Markup.ShouldContain("It is too late to change this comment.");
        thread.FindField("Change your comment").Typed().ShouldBe("before");
    }

    [Fact]
    public async Task Quoting_puts_the_comment_into_the_reply_below_what_is_typed_already()
    {
        var post = await Rows.PostAsync(Minh);
        await Rows.CommentAsync(Minh, post, "> of somebody else\n\nOne line\nand another");
        var thread = Open(post);
        await thread.FindButton("Reply").ClickAsync();
        await thread.FindField("Your reply").ChangeAsync("I say");

        await thread.FindButton("Quote").ClickAsync();

        thread.FindField("Your reply").Typed().ShouldBe("I say\n\n> One line\n> and another\n\n");
    }

    [Fact]
    public async Task Comments_can_be_closed_and_opened_by_the_post_s_author()
    {
        var post = await Rows.PostAsync(Lan);
        await Rows.CommentAsync(Minh, post, "first");
        var thread = Open(post);

        await thread.FindButton("Close comments").ClickAsync();
        thread.WaitForAssertion(() => thread.Markup.ShouldContain("Comments are closed here."));
        thread.FindAll("textarea").ShouldBeEmpty();
        thread.HasButton("Reply").ShouldBeFalse();

        await thread.FindButton("Open comments again").ClickAsync();
        thread.WaitForAssertion(() => thread.FindField("Your comment"));
        Open(post, Minh).HasButton("Close comments").ShouldBeFalse();
    }

    [Fact]
    public async Task Comments_of_somebody_who_is_blocked_are_folded_away()
    {
        var post = await Rows.PostAsync(Lan);
        await Rows.CommentAsync(Minh, post, "first");
        var thread = Open(post);

        await thread.FindButton("Block Minh").ClickAsync();
        thread.WaitForAssertion(() => thread.Find("details.blocked summary").Words().ShouldBe("You have blocked Minh. Show it all the same"));

        await thread.FindButton("Unblock Minh").ClickAsync();
        thread.WaitForAssertion(() => thread.FindAll("details.blocked").ShouldBeEmpty());
    }

    [Fact]
    public async Task A_report_is_sent_from_below_the_comment()
    {
        var post = await Rows.PostAsync(Lan);
        var comment = await Rows.CommentAsync(Minh, post, "first");
        var thread = Open(post);

        await thread.FindButton("Report").ClickAsync();
        await thread.Find(".report-form").SubmitAsync();
        thread.Markup.ShouldContain("Please write something here.");
        await thread.FindField("What is wrong with it?").ChangeAsync("It is an advertisement.");
        await thread.Find(".report-form").SubmitAsync();

        thread.Find(".report-sent[role=status]").Words().ShouldStartWith("Thank you.");
        await using var db = await Rows.OpenAsync();
        db.Reports.ShouldHaveSingleItem().CommentId.ShouldBe(comment.Id);
    }

    [Fact]
    public async Task One_that_is_held_is_seen_by_its_author_and_moderators_alone()
    {
        await Rows.SetRulesAsync(new ModerationSettings { HeldWords = "casino" });
        var post = await Rows.PostAsync(Minh);
        await Rows.CommentAsync(Lan, post, "My casino");

        Open(post, Lan).Find(".comment-state").Words().ShouldBe("Waits for approval");
        Open(post, Lan with { Id = "somebody", IsAdministrator = true }).Find(".comment-state").Words().ShouldBe("Waits for approval");
        Open(post, Minh).FindAll("article").ShouldBeEmpty();
        Open(post, reader: null).FindAll("article").ShouldBeEmpty();
        Open(post, Minh).Find("h2").Words().ShouldBe("Comments");
    }

    [Fact]
    public async Task A_comment_that_is_saved_is_not_said_to_be_unsaved_when_the_page_cannot_be_read_again_just_then()
    {
        var post = await Rows.PostAsync(Minh);
        var thread = Open(post);
        await thread.FindField("Your comment").ChangeAsync("mine");
        var failed = Database.Reads.FailNext("FROM \"Reactions\"");

        await thread.Find(".comment-form").SubmitAsync();
        await failed;

        thread.FindAll("[role=alert]").ShouldBeEmpty();
        thread.FindField("Your comment").Typed().ShouldBeEmpty();
        (await Rows.CommentsAsync(post)).ShouldHaveSingleItem().Markdown.ShouldBe("mine");
    }

    private IRenderedComponent<CommentThread> Open(PostDetails post) => Open(post, Lan);

    private IRenderedComponent<CommentThread> Open(PostDetails post, CurrentUser? reader) => Render<CommentThread>(p => p
        .Add(t => t.PostId, post.Id)
        .Add(t => t.Slug, post.Slug)
        .Add(t => t.PostAuthorId, post.Author.Id)
        .Add(t => t.Reader, reader));
}

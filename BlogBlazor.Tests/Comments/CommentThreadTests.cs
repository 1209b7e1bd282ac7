using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Components;
using BlogBlazor.Posts;
using BlogBlazor.Signals;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace BlogBlazor.Tests.Comments;

public sealed class CommentThreadTests : BlogBunitContext
{
    [Theory]
    [InlineData("en", "Comments", "No comments yet. Be the first.")]
    [InlineData("vi", "Bình luận", "Chưa có bình luận. Hãy là người đầu tiên.")]
    public async Task An_empty_one_invites(string language, string heading, string invitation)
    {
        var post = await Rows.PostAsync(Minh);
        Speak(language);

        var thread = Open(post, Lan);

        thread.Find("h2").Words().ShouldBe(heading);
        thread.Markup.ShouldContain(invitation);
    }

    [Fact]
    public async Task Replies_stand_one_level_below_and_a_reply_to_a_reply_joins_them()
    {
        var post = await Rows.PostAsync(Minh);
        var first = await Rows.CommentAsync(Minh, post, "first");
        var reply = await Rows.CommentAsync(Lan, post, "reply", first.Id);
        await Rows.CommentAsync(Minh, post, "second");
        await Rows.CommentAsync(Minh, post, "reply to the reply", reply.Id);

        var thread = Open(post, Lan);

        thread.Find("h2").Words().ShouldBe("4 comments");
        thread.WordsOf(".thread > li > article .prose").ShouldBe(["first", "second"]);
        thread.WordsOf(".thread > li > ol > li .prose").ShouldBe(["reply", "reply to the reply"]);
    }

    [Fact]
    public async Task A_deleted_one_keeps_its_place_while_a_reply_stands_below_it()
    {
        var post = await Rows.PostAsync(Minh);
        var first = await Rows.CommentAsync(Minh, post, "regretted");
        await Rows.CommentAsync(Lan, post, "reply", first.Id);
        await Rows.DeleteCommentAsync(Minh, post, first.Id);

        var thread = Open(post, Lan);

        thread.Markup.ShouldContain("This comment was deleted.");
        thread.Markup.ShouldNotContain("regretted");
        thread.Find("h2").Words().ShouldBe("1 comment");
    }

    [Fact]
    public async Task Who_is_not_signed_in_gets_a_plain_form_that_leads_to_signing_in()
    {
        var post = await Rows.PostAsync(Minh);
        await Rows.CommentAsync(Lan, post, "first");

        var thread = Open(post, reader: null);

        thread.FindField("Your comment").GetAttribute("name").ShouldBe("markdown");
        thread.Find("form").GetAttribute("action").ShouldBe($"/posts/{post.Slug}/comments");
        thread.WordsOf("button").ShouldBe(["Sign in to comment"]);
    }

    [Fact]
    public async Task A_signal_draws_the_page_in_its_reader_s_language_whatever_the_writer_speaks()
    {
        var post = await Rows.PostAsync(Minh);
        Speak("vi");
        var thread = Open(post, Lan);

        Speak("en");
        await Rows.CommentAsync(Minh, post, "news");

        thread.WaitForAssertion(() => thread.FindButton("1 bình luận mới, xem"));
        thread.Find("h2").Words().ShouldBe("1 bình luận");
    }

    [Fact]
    public async Task It_listens_while_it_is_open_and_not_before_its_circuit_runs()
    {
        var post = await Rows.PostAsync(Minh);
        var groups = Services.GetRequiredService<SignalGroups>();
        const string group = ContentChanged.Group;
        await PrerenderAsync<CommentThread>(
            ("PostId", post.Id), ("Slug", post.Slug), ("PostAuthorId", Minh.Id), ("Reader", Lan));
        groups.IsJoined(group).ShouldBeFalse();

        Open(post, Lan);
        groups.IsJoined(group).ShouldBeTrue();

        await DisposeComponentsAsync();
        groups.IsJoined(group).ShouldBeFalse();
    }

    [Fact]
    public async Task Replying_opens_one_form_there_and_sending_closes_it()
    {
        var post = await Rows.PostAsync(Minh);
        var comment = await Rows.CommentAsync(Minh, post, "first");
        var thread = Open(post, Lan);
        await thread.FindButton("Reply").ClickAsync();

        await thread.FindField("Your reply").ChangeAsync("My answer.");
        await thread.Find(".thread form").SubmitAsync();

        thread.WaitForAssertion(() => thread.WordsOf(".thread > li > ol .prose").ShouldBe(["My answer."]));
        thread.FindAll(".thread form").ShouldBeEmpty();
        (await Rows.CommentsAsync(post))[^1].ParentId.ShouldBe(comment.Id);
    }

    [Fact]
    public async Task Calling_a_reply_off_closes_its_form()
    {
        var post = await Rows.PostAsync(Minh);
        await Rows.CommentAsync(Minh, post, "first");
        var thread = Open(post, Lan);
        await thread.FindButton("Reply").ClickAsync();

        await thread.FindButton("Cancel").ClickAsync();

        thread.FindAll(".thread form").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_half_typed_survives_a_comment_that_arrives()
    {
        var post = await Rows.PostAsync(Minh);
        var thread = Open(post, Lan);
        await thread.FindField("Your comment").ChangeAsync("Half a thou");

        await Rows.CommentAsync(Minh, post, "news");

        thread.WaitForAssertion(() => thread.FindButton("1 new comment, show"));
        thread.FindField("Your comment").Typed().ShouldBe("Half a thou");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deleting_asks_first(bool sure)
    {
        var post = await Rows.PostAsync(Minh);
        await Rows.CommentAsync(Lan, post, "regretted");
        var dialogs = Render<MudDialogProvider>();
        var thread = Open(post, Lan);

        var deleting = thread.FindButton("Delete").ClickAsync();
        dialogs.WaitForAssertion(() => dialogs.Markup.ShouldContain("Delete this comment?"));
        await dialogs.FindButton(sure ? "Delete" : "Cancel").ClickAsync();
        await deleting;

        (await Rows.CommentsAsync(post)).Count.ShouldBe(sure ? 0 : 1);
    }

    [Fact]
    public async Task A_comment_that_cannot_be_deleted_just_now_stays_and_the_page_says_so()
    {
        var post = await Rows.PostAsync(Minh);
        await Rows.CommentAsync(Lan, post, "regretted");
        Database.RefuseWrites("Comments");
        var dialogs = Render<MudDialogProvider>();
        var thread = Open(post, Lan);

        var deleting = thread.FindButton("Delete").ClickAsync();
        dialogs.WaitForAssertion(() => dialogs.FindButton("Delete"));
        await dialogs.FindButton("Delete").ClickAsync();
        dialogs.WaitForAssertion(() => dialogs.Markup.ShouldContain("It could not be saved just now. Please try again."));
        await dialogs.FindButton("Close").ClickAsync();
        await deleting;

        thread.WordsOf(".prose").ShouldBe(["regretted"]);
    }

    [Fact]
    public async Task Deleting_is_offered_to_the_comment_s_author_and_the_post_s_and_to_administrators()
    {
        var post = await Rows.PostAsync(Minh);
        await Rows.CommentAsync(Minh, post, "by the post's author");

        Open(post, Minh).HasButton("Delete").ShouldBeTrue();
        Open(post, Lan).HasButton("Delete").ShouldBeFalse();
        Open(post, Lan with { IsAdministrator = true }).HasButton("Delete").ShouldBeTrue();
    }

    [Fact]
    public async Task After_a_while_a_comment_is_deleted_no_more_by_its_own_author()
    {
        var post = await Rows.PostAsync(Minh);
        await Rows.CommentAsync(Lan, post, "regretted late");
        var dialogs = Render<MudDialogProvider>();
        var thread = Open(post, Lan);
        var deleting = thread.FindButton("Delete").ClickAsync();
        dialogs.WaitForAssertion(() => dialogs.FindButton("Delete"));

        Clock.Advance(TimeSpan.FromMinutes(16));
        await dialogs.FindButton("Delete").ClickAsync();
        dialogs.WaitForAssertion(() => dialogs.Markup.ShouldContain("It is too late to delete this comment."));
        await dialogs.FindButton("Close").ClickAsync();
        await deleting;

        thread.WordsOf(".prose").ShouldBe(["regretted late"]);
        Open(post, Lan).HasButton("Delete").ShouldBeFalse();
        Open(post, Minh).HasButton("Delete").ShouldBeTrue();
        await Rows.DeleteCommentAsync(Minh, post, (await Rows.CommentsAsync(post)).Single().Id);
        (await Rows.CommentsAsync(post)).ShouldBeEmpty();
    }

    private IRenderedComponent<CommentThread> Open(PostDetails post, CurrentUser? reader) => Render<CommentThread>(p => p
        .Add(t => t.PostId, post.Id)
        .Add(t => t.Slug, post.Slug)
        .Add(t => t.PostAuthorId, post.Author.Id)
        .Add(t => t.Reader, reader));
}

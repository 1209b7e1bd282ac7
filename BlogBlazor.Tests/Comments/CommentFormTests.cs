using BlogBlazor.Comments;
using BlogBlazor.Hosting;
using BlogBlazor.Posts;
using BlogBlazor.Tests.Hosting;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Comments;

public sealed class CommentFormTests : BlogBunitContext
{
    private int _sent;

    [Fact]
    public async Task What_is_sent_is_saved_and_the_field_is_empty_again()
    {
        var post = await Rows.PostAsync(Minh);
        var form = Open(post);

        await SendAsync(form, "Well said.");

        (await Rows.CommentsAsync(post)).ShouldHaveSingleItem().Markdown.ShouldBe("Well said.");
        form.FindField("Your comment").Typed().ShouldBeEmpty();
        _sent.ShouldBe(1);
    }

    [Theory]
    [InlineData("", "Please write something here.")]
    [InlineData("  \n ", "Please write something here.")]
    [InlineData("\u200B\u200D", "Please write something here.")]
    [InlineData("ab\u202Ecd", "It contains an invisible character (U+202E); please take it out.")]
    public async Task What_cannot_be_taken_gets_a_message_and_stays_in_the_field(string text, string message)
    {
        var post = await Rows.PostAsync(Minh);
        var form = Open(post);

        await SendAsync(form, text);

        form.Described(form.FindField("Your comment")).ShouldBe(message);
        form.FindField("Your comment").GetAttribute("aria-invalid").ShouldBe("true");
        form.FindField("Your comment").Typed().ShouldBe(text);
        (await Rows.CommentsAsync(post)).ShouldBeEmpty();
        _sent.ShouldBe(0);
    }

    [Theory]
    [InlineData("en", "At most 10000 characters; this has 10001.")]
    [InlineData("vi", "Tối đa 10000 ký tự; ở đây có 10001.")]
    public async Task An_over_long_one_hears_how_long_in_its_language(string language, string message)
    {
        var post = await Rows.PostAsync(Minh);
        Speak(language);
        var form = Open(post);
        var text = new string('x', Comment.MaxLength + 1);

        await SendAsync(form, text);

        form.Markup.ShouldContain(message);
        form.Find("textarea").Typed().ShouldBe(text);
    }

    [Fact]
    public async Task The_longest_that_fits_is_taken()
    {
        var post = await Rows.PostAsync(Minh);
        var form = Open(post);

        await SendAsync(form, new string('x', Comment.MaxLength));

        _sent.ShouldBe(1);
    }

    [Fact]
    public async Task A_message_goes_when_the_next_try_works()
    {
        var form = Open(await Rows.PostAsync(Minh));
        await SendAsync(form, "");

        await SendAsync(form, "Better now.");

        form.Markup.ShouldNotContain("Please write something here.");
        form.FindField("Your comment").GetAttribute("aria-invalid").ShouldBe("false");
        _sent.ShouldBe(1);
    }

    [Fact]
    public async Task While_another_program_writes_too_long_the_text_stays_and_the_next_try_works()
    {
        var post = await Rows.PostAsync(Minh);
        var form = Open(post);
        using (Database.Lock())
        {
            await SendAsync(form, "Keep me.");
        }

        form.Markup.ShouldContain("It could not be saved just now. Please try again.");
        form.FindField("Your comment").Typed().ShouldBe("Keep me.");

        await form.Find("form").SubmitAsync();

        (await Rows.CommentsAsync(post)).ShouldHaveSingleItem().Markdown.ShouldBe("Keep me.");
        _sent.ShouldBe(1);
    }

    [Fact]
    public async Task A_row_that_the_database_refuses_leaves_nothing_behind_and_the_text_in_the_field()
    {
        var post = await Rows.PostAsync(Minh);
        var form = Open(post);
        Database.RefuseWrites("Notifications");

        await SendAsync(form, "Keep me.");

        form.Markup.ShouldContain("It could not be saved just now. Please try again.");
        form.FindField("Your comment").Typed().ShouldBe("Keep me.");
        (await Rows.CommentsAsync(post)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en", "You are writing too fast. Please wait a moment.")]
    [InlineData("vi", "Bạn đang gửi quá nhanh. Xin đợi một lát.")]
    public async Task Who_writes_too_fast_is_told_and_the_text_stays(string language, string message)
    {
        var post = await Rows.PostAsync(Minh);
        Speak(language);
        var form = Open(post);
        Services.GetRequiredService<WritingLimit>().Exhaust(Lan);

        await SendAsync(form, "Keep me.");

        form.Described(form.Find("textarea")).ShouldBe(message);
        form.Find("textarea").Typed().ShouldBe("Keep me.");
        (await Rows.CommentsAsync(post)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Sent_twice_while_the_first_is_being_saved_it_is_saved_once()
    {
        var post = await Rows.PostAsync(Minh);
        var form = Open(post);
        await form.Find("textarea").ChangeAsync("Well said.");
        Task first, second;
        await using (var db = await Rows.OpenAsync())
        await using (await db.BeginWriteAsync(Xunit.TestContext.Current.CancellationToken))
        {
            first = form.Find("form").SubmitAsync();
            second = form.Find("form").SubmitAsync();
        }

        await Task.WhenAll(first, second).WaitAsync(TestSocket.Patience, Xunit.TestContext.Current.CancellationToken);

        (await Rows.CommentsAsync(post)).ShouldHaveSingleItem();
        _sent.ShouldBe(1);
        form.Markup.ShouldNotContain("Please write something here.");
    }

    [Fact]
    public async Task A_post_that_is_gone_is_said_and_the_text_stays()
    {
        var post = await Rows.PostAsync(Minh);
        var form = Open(post with { Slug = "gone" });

        await SendAsync(form, "Keep me.");

        form.Markup.ShouldContain("This post is gone.");
        form.FindField("Your comment").Typed().ShouldBe("Keep me.");
    }

    [Fact]
    public async Task A_reply_goes_below_its_comment()
    {
        var post = await Rows.PostAsync(Minh);
        var comment = await Rows.CommentAsync(Minh, post, "First!");
        var form = Open(post, comment.Id);

        await SendAsync(form, "Second.", "Your reply");

        (await Rows.CommentsAsync(post))[^1].ParentId.ShouldBe(comment.Id);
    }

    [Fact]
    public async Task A_reply_to_a_comment_that_was_deleted_meanwhile_is_said_and_stays()
    {
        var post = await Rows.PostAsync(Minh);
        var comment = await Rows.CommentAsync(Minh, post, "First!");
        var form = Open(post, comment.Id);
        await Rows.DeleteCommentAsync(Minh, post, comment.Id);

        await SendAsync(form, "Second.", "Your reply");

        form.Markup.ShouldContain("The comment you reply to is gone.");
        form.FindField("Your reply").Typed().ShouldBe("Second.");
    }

    [Fact]
    public async Task Only_a_form_that_can_be_called_off_has_a_cancel_button()
    {
        var post = await Rows.PostAsync(Minh);
        var cancelled = 0;

        Open(post).HasButton("Cancel").ShouldBeFalse();
        var form = Render<CommentForm>(p => p
            .Add(f => f.Slug, post.Slug).Add(f => f.Author, Lan).Add(f => f.OnCancel, () => cancelled++));
        await form.FindButton("Cancel").ClickAsync();

        cancelled.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_typed_while_it_is_being_sent_stays()
    {
        var post = await Rows.PostAsync(Minh);
        var form = Open(post);
        await form.FindField("Your comment").ChangeAsync("Well said.");
        await using var db = await Rows.OpenAsync();
        await using var other = await db.BeginWriteAsync(Xunit.TestContext.Current.CancellationToken);

        var sending = form.Find("form").SubmitAsync();
        form.FindField("Your comment").HasAttribute("readonly").ShouldBeTrue();
        // The browser had not heard of that yet.
        await form.FindField("Your comment").ChangeAsync("Well said. And more");
        await other.DisposeAsync();
        await sending;

        (await Rows.CommentsAsync(post)).ShouldHaveSingleItem().Markdown.ShouldBe("Well said.");
        form.FindField("Your comment").Typed().ShouldBe("Well said. And more");
        form.FindField("Your comment").HasAttribute("readonly").ShouldBeFalse();
        form.Find("form").GetAttribute("data-draft-saved").ShouldBe("0");
    }

    private IRenderedComponent<CommentForm> Open(PostDetails post, int? parentId = null) => Render<CommentForm>(p => p
        .Add(f => f.Slug, post.Slug)
        .Add(f => f.Author, Lan)
        .Add(f => f.ParentId, parentId)
        .Add(f => f.OnSent, () => _sent++));

    private static async Task SendAsync(IRenderedComponent<CommentForm> form, string text, string? label = null)
    {
        var field = label is null ? form.Find("textarea") : form.FindField(label);
        await field.ChangeAsync(text);
        await form.Find("form").SubmitAsync();
    }
}

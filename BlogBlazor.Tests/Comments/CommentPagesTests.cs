using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Moderation;
using BlogBlazor.Posts;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Comments;

/// <summary>A post with more comments than one page has.</summary>
public sealed class CommentPagesTests : BlogBunitContext
{
    private readonly List<int> _ids = [];
    private PostDetails _post = null!;

    [Fact]
    public async Task Threads_come_fifty_at_a_time_with_a_plain_link_to_the_next()
    {
        await WriteAsync(threads: 60);

        var thread = Open();

        thread.FindAll("article").Count.ShouldBe(50);
        thread.Find("h2").Words().ShouldBe("60 comments");
        thread.FindLink("More comments").GetAttribute("href").ShouldBe($"/posts/a-post?comment={_ids[50]}#comment-{_ids[50]}");
    }

    [Fact]
    public async Task The_link_leads_to_the_rest_and_back_to_the_first()
    {
        await WriteAsync(threads: 60);
        Navigation.NavigateTo($"/posts/a-post?comment={_ids[50]}");

        var thread = Open();

        thread.FindAll("article").Count.ShouldBe(10);
        thread.Find("article").Id.ShouldBe($"comment-{_ids[50]}");
        Navigation.NavigateTo("/posts/a-post#comments");
        thread.WaitForAssertion(() => thread.FindAll("article").Count.ShouldBe(50));
    }

    [Fact]
    public async Task A_permalink_to_another_page_finds_its_comment_also_when_the_thread_is_open_already()
    {
        await WriteAsync(threads: 60);
        var thread = Open();

        Navigation.NavigateTo($"/posts/a-post#comment-{_ids[55]}");

        thread.WaitForAssertion(() => thread.Find($"#comment-{_ids[55]}"));
        thread.FindLink("From the first comment");
    }

    [Fact]
    public async Task A_permalink_to_the_first_page_shows_the_first_page()
    {
        await WriteAsync(threads: 60);
        Navigation.NavigateTo($"/posts/a-post#comment-{_ids[49]}");

        Open().Find("article").Id.ShouldBe($"comment-{_ids[0]}");
    }

    [Fact]
    public async Task A_long_thread_shows_its_first_replies_and_leads_on()
    {
        await WriteAsync(threads: 2);
        var replies = new List<int>();
        for (var i = 0; i < 53; i++)
        {
            replies.Add((await Rows.CommentAsync(Minh, _post, $"reply {i}", _ids[0])).Id);
        }

        var thread = Open();
        thread.FindAll(".thread ol article").Count.ShouldBe(50);
        var more = thread.FindLink("More replies").GetAttribute("href")!;
        more.ShouldEndWith($"#comment-{replies[50]}");

        Navigation.NavigateTo(more);

        thread.WaitForAssertion(() => thread.WordsOf(".thread ol .prose").ShouldBe(["reply 50", "reply 51", "reply 52"]));
        thread.FindAll(".thread > li").Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_an_approved_one_pushes_off_the_page_is_not_said_to_be_deleted()
    {
        await Rows.SetRulesAsync(new ModerationSettings { HeldWords = "casino" });
        await WriteAsync(threads: 1);
        var held = await Rows.CommentAsync(Lan, _post, "casino", _ids[0]);
        for (var i = 0; i < 50; i++)
        {
            await Rows.CommentAsync(Minh, _post, $"reply {i}", _ids[0]);
        }

        var heldThread = await Rows.CommentAsync(Lan, _post, "casino too");
        for (var i = 0; i < 49; i++)
        {
            await Rows.CommentAsync(Minh, _post, $"thread {i}");
        }

        var thread = Open(Minh);
        thread.FindAll("article").Count.ShouldBe(100);
        await Rows.ApproveAsync(held.Id);
        await Rows.ApproveAsync(heldThread.Id);

        thread.WaitForAssertion(() => thread.FindButton("2 new comments, show"));
        thread.Markup.ShouldNotContain("This comment was deleted.");
        thread.FindAll("article").Count.ShouldBe(100);
    }

    [Fact]
    public async Task One_s_own_comment_is_shown_though_it_stands_on_a_later_page()
    {
        await WriteAsync(threads: 55);
        var thread = Open();

        await thread.FindField("Your comment").ChangeAsync("mine");
        await thread.Find(".comments > .comment-form").SubmitAsync();

        thread.WaitForAssertion(() => thread.WordsOf(".prose").ShouldContain("mine"));
    }

    [Fact]
    public async Task A_permalink_to_nothing_shows_the_first_page()
    {
        await WriteAsync(threads: 2);
        Navigation.NavigateTo("/posts/a-post?comment=99999");

        Open().FindAll("article").Count.ShouldBe(2);
    }

    private async Task WriteAsync(int threads)
    {
        _post = await Rows.PostAsync(Minh);
        Navigation.NavigateTo($"/posts/{_post.Slug}");
        for (var i = 0; i < threads; i++)
        {
            _ids.Add((await Rows.CommentAsync(Minh, _post, $"comment {i}")).Id);
        }
    }

    private IRenderedComponent<CommentThread> Open() => Open(Lan);

    private IRenderedComponent<CommentThread> Open(CurrentUser reader) => Render<CommentThread>(p => p
        .Add(t => t.PostId, _post.Id)
        .Add(t => t.Slug, _post.Slug)
        .Add(t => t.PostAuthorId, _post.Author.Id)
        .Add(t => t.Reader, reader));
}

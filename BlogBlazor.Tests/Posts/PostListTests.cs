using BlogBlazor.Posts;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Posts;

public sealed class PostListTests : BlogBunitContext
{
    [Theory]
    [InlineData("en", "No posts here yet.")]
    [InlineData("vi", "Chưa có bài nào ở đây.")]
    public void An_empty_one_says_so(string language, string sentence)
    {
        Speak(language);

        Open().Markup.ShouldContain(sentence);
    }

    [Fact]
    public async Task The_newest_stands_first_and_drafts_are_left_out()
    {
        await Rows.PostAsync(Lan, "Older");
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Rows.PostAsync(Minh, "Newer");
        await Rows.PostAsync(Lan, "Draft", publish: false);

        var list = Open();

        list.WordsOf("h2").ShouldBe(["Newer", "Older"]);
        list.FindLink("Newer").GetAttribute("href").ShouldBe("/posts/newer");
    }

    [Fact]
    public async Task Each_names_its_author_its_time_its_comments_and_its_tags()
    {
        var post = await Rows.PostAsync(Minh, "A post", "Some text.", publish: true, "Đà Lạt");
        await Rows.CommentAsync(Lan, post, "one");
        Clock.Advance(TimeSpan.FromMinutes(5));

        var list = Open();

        list.FindLink("Minh").GetAttribute("href").ShouldBe("/authors/minh");
        list.Find("time").Words().ShouldBe("5 minutes ago");
        list.FindLink("1 comment").GetAttribute("href").ShouldBe("/posts/a-post#comments");
        list.FindLink("#Đà Lạt").GetAttribute("href").ShouldBe("/tags/da-lat");
    }

    [Fact]
    public async Task Comments_are_counted_in_words_of_the_language_without_deleted_ones()
    {
        var post = await Rows.PostAsync(Minh);
        await Rows.CommentAsync(Lan, post, "one");
        await Rows.CommentAsync(Lan, post, "two");
        var deleted = await Rows.CommentAsync(Lan, post, "three");
        await Rows.DeleteCommentAsync(Lan, post, deleted.Id);

        Open().FindLink("2 comments");
        Speak("vi");
        Open().FindLink("2 bình luận");
    }

    [Fact]
    public async Task Pages_lead_to_their_neighbours()
    {
        for (var number = 1; number <= (2 * PostList.PageSize) + 1; number++)
        {
            await Rows.PostAsync(Lan, $"Post {number}");
        }

        var first = Open();
        first.FindLink("Older").GetAttribute("href").ShouldBe("/?page=2");
        first.FindAll("a[rel=prev]").ShouldBeEmpty();
        first.Find("nav").Words().ShouldContain("Page 1 of 3");

        var second = Open(2);
        second.FindLink("Newer").GetAttribute("href").ShouldBe("/");
        second.FindLink("Older").GetAttribute("href").ShouldBe("/?page=3");

        var last = Open(3);
        last.WordsOf("h2").ShouldBe(["Post 1"]);
        last.FindLink("Newer").GetAttribute("href").ShouldBe("/?page=2");
        last.FindAll("a[rel=next]").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public async Task A_page_before_the_first_is_the_first(int page)
    {
        await Rows.PostAsync(Lan, "Only one");

        Open(page).WordsOf("h2").ShouldBe(["Only one"]);
    }

    private IRenderedComponent<PostList> Open(int? page = null)
    {
        var posts = Services.GetRequiredService<PostQueries>();
        return Render<PostList>(p => p
            .Add(l => l.Load, number => posts.ListAsync(new PostFilter(), number, PostList.PageSize, CancellationToken.None))
            .Add(l => l.Page, page)
            .Add(l => l.Path, "/"));
    }
}

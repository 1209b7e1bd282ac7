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
    public void An_empty_one_invites_who_may_write()
    {
        Open().FindLink("Write the first one").GetAttribute("href").ShouldBe("/write");

        SignOut();
        Open().Markup.ShouldNotContain("/write");
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
    public async Task Pages_lead_to_their_neighbours_even_while_posts_come_and_go()
    {
        for (var number = 1; number <= (2 * PostList.PageSize) + 1; number++)
        {
            await Rows.PostAsync(Lan, $"Post {number}");
        }

        var first = Open();
        first.WordsOf("h2").ShouldBe(Titles(21, 12));
        first.FindAll("a[rel=prev]").ShouldBeEmpty();
        var second = Open(first.FindLink("Older"));
        second.WordsOf("h2").ShouldBe(Titles(11, 2));
        await Rows.PostAsync(Lan, "Post 22");
        var last = Open(second.FindLink("Older"));
        last.WordsOf("h2").ShouldBe(["Post 1"]);
        last.FindAll("a[rel=next]").ShouldBeEmpty();

        var back = Open(last.FindLink("Newer"));
        back.WordsOf("h2").ShouldBe(Titles(11, 2));
        back = Open(back.FindLink("Newer"));
        back.WordsOf("h2").ShouldBe(Titles(21, 12));
        back = Open(back.FindLink("Newer"));
        back.WordsOf("h2").ShouldBe(Titles(22, 13), "What is newer is less than a page: it is the first page.");
        back.FindAll("a[rel=prev]").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/?before=nonsense")]
    [InlineData("/?after=99999999999999999999-1")]
    [InlineData("/?before=-1--1")]
    [InlineData("/?page=7")]
    public async Task A_place_that_is_none_is_the_beginning(string address)
    {
        await Rows.PostAsync(Lan, "Only one");

        Open(address).WordsOf("h2").ShouldBe(["Only one"]);
    }

    [Fact]
    public async Task A_list_of_a_tag_an_author_or_a_month_has_only_its_own()
    {
        await Rows.PostAsync(Lan, "Lan on tea", "…", publish: true, "Tea");
        await Rows.PostAsync(Minh, "Minh on tea", "…", publish: true, "Tea");
        await Rows.PostAsync(Minh, "A draft on tea", "…", publish: false, "Tea");
        Clock.Advance(TimeSpan.FromDays(40));
        await Rows.PostAsync(Lan, "Lan on cake", "…", publish: true, "Cake");
        var posts = Services.GetRequiredService<PostQueries>();
        var tea = (await posts.FindTagAsync("tea", CancellationToken.None)).ShouldNotBeNull();
        var month = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

        Open("/", new PostFilter(TagId: tea.Id)).WordsOf("h2").ShouldBe(["Minh on tea", "Lan on tea"]);
        Open("/", new PostFilter(AuthorId: Lan.Id)).WordsOf("h2").ShouldBe(["Lan on cake", "Lan on tea"]);
        Open("/", new PostFilter(From: month, Until: month.AddMonths(1))).WordsOf("h2").ShouldBe(["Minh on tea", "Lan on tea"]);
        (await posts.TagsAsync(CancellationToken.None)).ShouldBe([new TagCount("cake", "Cake", 1), new TagCount("tea", "Tea", 2)]);
    }

    private IRenderedComponent<PostList> Open(AngleSharp.Dom.IElement link) => Open(link.GetAttribute("href")!);

    private IRenderedComponent<PostList> Open(string address = "/", PostFilter? filter = null)
    {
        Navigation.NavigateTo(address);
        return Render<PostList>(p => p.Add(l => l.Filter, filter ?? new PostFilter()).Add(l => l.Path, "/"));
    }

    private static IEnumerable<string> Titles(int from, int to) => Enumerable.Range(to, from - to + 1).Reverse().Select(n => $"Post {n}");
}

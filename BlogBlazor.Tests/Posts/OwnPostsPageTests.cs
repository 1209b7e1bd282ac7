using BlogBlazor.Posts;
using BlogBlazor.Posts.Editing;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Posts;

public sealed class OwnPostsPageTests : BlogBunitContext
{
    [Fact]
    public async Task All_of_one_s_posts_are_there_with_their_state_and_nobody_else_s()
    {
        await Rows.PostAsync(Minh, "Not mine");
        var published = await Rows.PostAsync(Lan, "Public");
        await Rows.CommentAsync(Minh, published, "Well said.");
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Rows.PostAsync(Lan, "Unfinished", publish: false);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Rows.ScheduleAsync(Lan, "Tomorrow", Start.AddDays(1));
        await Rows.SaveAsync(Lan, await Rows.EditedAsync(Lan, "public"), "More text.");

        var page = Open();

        page.WordsOf(".own-title").ShouldBe(["Tomorrow", "Unfinished", "Public"]);
        page.WordsOf(".own-posts .chip").ShouldBe(["To be published on Tuesday, March 3, 2026 9:00 AM UTC", "Draft", "Published"]);
        var last = page.FindAll(".own-posts li")[2].Words();
        last.ShouldContain("changes that readers do not see yet");
        last.ShouldContain("1 comment");
        page.FindLink("View Public").GetAttribute("href").ShouldBe("/posts/public");
        page.FindLink("Tomorrow").GetAttribute("href").ShouldStartWith("/write/");
    }

    [Theory]
    [InlineData("draft", "Unfinished")]
    [InlineData("scheduled", "Tomorrow")]
    [InlineData("published", "Public")]
    public async Task One_state_at_a_time(string state, string title)
    {
        await Rows.PostAsync(Lan, "Public");
        await Rows.PostAsync(Lan, "Unfinished", publish: false);
        await Rows.ScheduleAsync(Lan, "Tomorrow", Start.AddDays(1));

        Open($"?state={state}").WordsOf(".own-title").ShouldBe([title]);
    }

    [Theory]
    [InlineData("dang bai")]
    [InlineData("Đăng")]
    [InlineData("BÀI ĐẦU")]
    public async Task A_title_is_found_with_and_without_capitals_and_marks(string words)
    {
        await Rows.PostAsync(Lan, "Đăng bài đầu tiên");
        await Rows.PostAsync(Lan, "Something else");

        Open("?q=" + Uri.EscapeDataString(words)).WordsOf(".own-title").ShouldBe(["Đăng bài đầu tiên"]);
    }

    [Theory]
    [InlineData("%EF%BF%BE")]
    [InlineData("%EF%BF%BF")]
    public async Task What_is_no_character_finds_nothing(string words)
    {
        await Rows.PostAsync(Lan);

        Open("?q=" + words).WordsOf(".own-title").ShouldBeEmpty();
    }

    [Fact]
    public async Task Fifty_to_a_page_each_once()
    {
        for (var number = 1; number <= OwnPosts.PageSize + 2; number++)
        {
            await Rows.PostAsync(Lan, $"Post {number}");
        }

        var first = Open();
        var titles = first.WordsOf(".own-title");
        var second = Open(first.FindLink("Older").GetAttribute("href")!.Replace("/posts/mine", "", StringComparison.Ordinal));

        second.WordsOf(".own-title").ShouldBe(["Post 2", "Post 1"]);
        titles.Concat(second.WordsOf(".own-title")).Distinct().Count().ShouldBe(OwnPosts.PageSize + 2);
        second.FindAll("[rel=next]").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "You have not written anything yet. Write the first one", "/write")]
    [InlineData("?after=1-1", "No posts here yet. Show all", "/posts/mine")]
    [InlineData("?state=draft&q=x", "No posts here yet. Show all", "/posts/mine")]
    [InlineData("?state=7", "You have not written anything yet. Write the first one", "/write")]
    public void An_empty_list_says_why_and_what_to_do(string query, string words, string link)
    {
        var list = Open(query);

        list.Find(".empty").Words().ShouldBe(words);
        list.Find(".empty a").GetAttribute("href").ShouldBe(link);
    }

    [Theory]
    [InlineData("?after=nonsense")]
    [InlineData("?after=99999999999999999999-1")]
    [InlineData("?state=nonsense")]
    public async Task What_makes_no_sense_is_passed_over(string query)
    {
        await Rows.PostAsync(Lan, "Public");

        Open(query).WordsOf(".own-title").ShouldBe(["Public"]);
    }

    private IRenderedComponent<OwnPostsPage> Open(string query = "")
    {
        Navigation.NavigateTo("/posts/mine" + query);
        return Render<OwnPostsPage>();
    }
}

using BlogBlazor.Accounts;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Preferences;

public sealed class FollowListTests : StaticPageContext
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en", "What you follow and what you muted", "Nothing yet. A post and an author's page have a button for it.")]
    [InlineData("vi", "Bạn theo dõi và tắt tiếng gì", "Chưa có gì. Trang bài viết và trang tác giả có nút cho việc này.")]
    public void Whoever_follows_nothing_is_told_where_one_can(string language, string title, string sentence)
    {
        Speak(language);

        var list = Open();

        list.WordsOf("h2").ShouldBe([title]);
        list.WordsOf(".empty").ShouldBe([sentence]);
        list.FindAll("form").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en", "Muted Minh Unmute Minh", "Followed News Stop following News")]
    [InlineData("vi", "Đã tắt tiếng Minh Bật lại Minh", "Đang theo dõi News Bỏ theo dõi News")]
    public async Task It_lists_the_newest_first_with_what_it_is_called_now_and_a_way_out(string language, string newest, string older)
    {
        var post = await Rows.PostAsync(Minh, "News");
        await SetAsync(Lan, $"posts/{post.Id}", FollowState.Following);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await SetAsync(Lan, Follow.OfUser(Minh.Id), FollowState.Muted);
        Speak(language);

        var list = Open();

        list.WordsOf("li").ShouldBe([newest, older]);
        list.FindAll("a").Select(link => link.GetAttribute("href")).ShouldBe(["/authors/minh", $"/posts/{post.Slug}"]);
    }

    [Fact]
    public async Task What_is_gone_or_not_public_is_left_out_and_so_is_what_others_follow()
    {
        var (draft, others) = (await Rows.PostAsync(Minh, "Draft", publish: false), await Rows.PostAsync(Minh, "Others'"));
        await SetAsync(Lan, $"posts/{draft.Id}", FollowState.Following);
        await SetAsync(Lan, "posts/999", FollowState.Following);
        await SetAsync(Lan, Follow.OfUser("nobody"), FollowState.Muted);
        await SetAsync(Minh, $"posts/{others.Id}", FollowState.Following);

        Open().FindAll("li").ShouldBeEmpty();
    }

    [Fact]
    public async Task One_is_left_and_the_rest_stays_also_what_others_follow()
    {
        var subject = $"posts/{(await Rows.PostAsync(Minh, "News")).Id}";
        await SetAsync(Lan, subject, FollowState.Following);
        await SetAsync(Minh, subject, FollowState.Following);
        await SetAsync(Lan, Follow.OfUser(Minh.Id), FollowState.Muted);

        var list = await PressAsync(Open, "Stop following News");

        list.WordsOf("li").ShouldBe(["Muted Minh Unmute Minh"]);
        (await SubjectsAsync(Lan)).ShouldBe([Follow.OfUser(Minh.Id)]);
        (await SubjectsAsync(Minh)).ShouldBe([subject]);

        (await PressAsync(Open, "Unmute Minh")).FindAll("li").ShouldBeEmpty();
        (await SubjectsAsync(Lan)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en", "Unmute Minh", "It could not be saved just now. Please try again.")]
    [InlineData("vi", "Bật lại Minh", "Lúc này chưa lưu được. Xin thử lại.")]
    public async Task What_cannot_be_saved_says_so_and_stays(string language, string unmute, string message)
    {
        await SetAsync(Lan, Follow.OfUser(Minh.Id), FollowState.Muted);
        Speak(language);
        Database.RefuseWrites("Follows");

        var list = await PressAsync(Open, unmute);

        list.FindRole("alert").Words().ShouldBe(message);
        list.FindAll("li").ShouldHaveSingleItem();
        (await SubjectsAsync(Lan)).ShouldBe([Follow.OfUser(Minh.Id)]);
    }

    private IRenderedComponent<FollowList> Open() => Render<FollowList>(parameters => parameters.Add(list => list.UserId, Lan.Id));

    private Task SetAsync(CurrentUser user, string subject, FollowState state) =>
        Services.GetRequiredService<FollowService>().SetAsync(user.Id, subject, state, Cancel);

    private async Task<List<string>> SubjectsAsync(CurrentUser user)
    {
        await using var db = await Rows.OpenAsync();
        return await db.Follows.Where(f => f.UserId == user.Id).Select(f => f.Subject).ToListAsync(Cancel);
    }
}

using BlogBlazor.Accounts;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Preferences;

public sealed class FollowButtonTests : BlogBunitContext
{
    private const string Post = "posts/5";

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en", "Follow")]
    [InlineData("vi", "Theo dõi")]
    public void Who_is_not_signed_in_is_led_to_where_one_signs_in_and_back(string language, string follow)
    {
        SignOut();
        Speak(language);
        Navigation.NavigateTo("/posts/a-post?comment=7");

        var button = Render<FollowButton>(parameters => parameters
            .Add(button => button.UserId, null).Add(button => button.Subject, Post).Add(button => button.Name, "A post"));

        button.FindLink(follow).GetAttribute("href").ShouldBe("/account/login?returnUrl=%2Fposts%2Fa-post%3Fcomment%3D7");
        button.FindAll("button").ShouldBeEmpty();
    }

    [Fact]
    public async Task Before_the_circuit_runs_there_is_nothing_to_press() =>
        (await PrerenderAsync<FollowButton>(
            (nameof(FollowButton.UserId), Lan.Id), (nameof(FollowButton.Subject), Post), (nameof(FollowButton.Name), "A post"))).Trim().ShouldBeEmpty();

    [Theory]
    [InlineData(FollowState.None)]
    [InlineData(FollowState.Following)]
    [InlineData(FollowState.Muted)]
    public async Task Its_two_buttons_show_the_state(FollowState state)
    {
        await SetAsync(Lan, Post, state);

        var button = Open();

        Pressed(button).ShouldBe([state == FollowState.Following, state == FollowState.Muted]);
        button.FindAll("[role=alert]").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en", "Follow A post", "Mute A post")]
    [InlineData("vi", "Theo dõi A post", "Tắt tiếng A post")]
    public void They_say_what_they_are_about_to_who_does_not_see_where_they_stand(string language, string follow, string mute)
    {
        Speak(language);

        Open().WordsOf("button").ShouldBe([follow, mute]);
    }

    [Fact]
    public async Task Following_is_kept_and_taken_back_by_the_same_button()
    {
        var button = Open();

        await button.FindButton("Follow A post").ClickAsync();
        (await FollowsAsync()).ShouldBe([(Lan.Id, Post, false)]);
        Pressed(button).ShouldBe([true, false]);

        await button.FindButton("Follow A post").ClickAsync();
        (await FollowsAsync()).ShouldBeEmpty();
        Pressed(button).ShouldBe([false, false]);
    }

    [Fact]
    public async Task What_is_muted_is_not_followed_and_the_other_way_round()
    {
        var button = Open();
        await button.FindButton("Follow A post").ClickAsync();

        await button.FindButton("Mute A post").ClickAsync();
        (await FollowsAsync()).ShouldBe([(Lan.Id, Post, true)]);
        Pressed(button).ShouldBe([false, true]);

        await button.FindButton("Follow A post").ClickAsync();
        (await FollowsAsync()).ShouldBe([(Lan.Id, Post, false)]);
        Pressed(button).ShouldBe([true, false]);
    }

    [Fact]
    public async Task It_changes_nothing_of_others_and_nothing_else()
    {
        await SetAsync(Minh, Post, FollowState.Following);
        await SetAsync(Lan, "posts/6", FollowState.Muted);
        var button = Open();
        Pressed(button).ShouldBe([false, false]);

        await button.FindButton("Mute A post").ClickAsync();
        await button.FindButton("Mute A post").ClickAsync();

        (await FollowsAsync()).ShouldBe([(Lan.Id, "posts/6", true), (Minh.Id, Post, false)]);
    }

    [Fact]
    public async Task What_cannot_be_saved_says_so_stays_as_it_was_and_works_later()
    {
        await SetAsync(Lan, Post, FollowState.Following);
        var button = Open();
        Database.RefuseWrites("Follows");
        await button.FindButton("Mute A post").ClickAsync();

        button.FindRole("alert").Words().ShouldBe("It could not be saved just now. Please try again.");
        Pressed(button).ShouldBe([true, false]);
        (await FollowsAsync()).ShouldBe([(Lan.Id, Post, false)]);

        Database.TakeWrites("Follows");
        await button.FindButton("Mute A post").ClickAsync();
        button.FindAll("[role=alert]").ShouldBeEmpty();
        (await FollowsAsync()).ShouldBe([(Lan.Id, Post, true)]);
    }

    [Fact]
    public async Task On_the_page_of_another_it_shows_the_state_of_that()
    {
        await SetAsync(Lan, "posts/6", FollowState.Following);
        var button = Open();

        button.Render(parameters => parameters.Add(button => button.Subject, "posts/6").Add(button => button.Name, "Another"));

        Pressed(button).ShouldBe([true, false]);
        button.FindButton("Follow Another");
    }

    private IRenderedComponent<FollowButton> Open() => Render<FollowButton>(parameters => parameters
        .Add(button => button.UserId, Lan.Id).Add(button => button.Subject, Post).Add(button => button.Name, "A post"));

    private static IEnumerable<bool> Pressed(IRenderedComponent<FollowButton> button) =>
        button.FindAll("button").Select(one => one.GetAttribute("aria-pressed") == "true");

    private Task SetAsync(CurrentUser user, string subject, FollowState state) =>
        Services.GetRequiredService<FollowService>().SetAsync(user.Id, subject, state, Cancel);

    private async Task<List<(string, string, bool)>> FollowsAsync()
    {
        await using var db = await Rows.OpenAsync();
        return (await db.Follows.AsNoTracking().OrderBy(f => f.UserId).ThenBy(f => f.Subject).ToListAsync(Cancel))
            .ConvertAll(f => (f.UserId, f.Subject, f.IsMuted));
    }
}

using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications;

/// <summary>What several do until it is seen is one notification; what is undone leaves it.</summary>
public sealed class GatheringTests : ThreeUsersTests
{
    [Fact]
    public async Task Reactions_gather_until_they_are_seen_and_go_when_they_are_taken_back()
    {
        var path = await ReactionsOfAsync(Lan, "News");
        await using var socket = await Lan.ConnectAsync("?after=0");

        using var first = await Minh.PostAsync(path, new { kind = "like" });
        // Read before the next: a socket that still catches up would send the row as it is then.
        (await socket.ReceiveAsync("notification")).Text("message").ShouldBe("minh reacted to your post “News”");
        using var same = await Minh.PostAsync(path, new { kind = "love" });
        using var second = await Hoa.PostAsync(path, new { kind = "like" });

        var more = await socket.ReceiveAsync("change");
        more.Text("state").ShouldBe("updated");
        more.GetProperty("ids").EnumerateArray().Select(id => id.GetInt64()).ShouldBe([1]);
        more.Number("unread").ShouldBe(1);
        (await MessagesAsync(Lan)).ShouldBe(["hoa and 1 more reacted to your post “News”"]);

        using var back = await Hoa.Http.DeleteAsync($"{path}/like", Cancel);
        (await MessagesAsync(Lan)).ShouldBe(["minh reacted to your post “News”"]);
        using var seen = await Lan.PostAsync("/api/notifications/seen", new { upTo = 1 });
        using var again = await Hoa.PostAsync(path, new { kind = "like" });
        (await MessagesAsync(Lan)).ShouldBe(["minh reacted to your post “News”", "hoa reacted to your post “News”"]);

        using var gone = await Hoa.Http.DeleteAsync($"{path}/like", Cancel);
        (await MessagesAsync(Lan)).ShouldBe(["minh reacted to your post “News”"]);
        (await Lan.GetJsonAsync("/api/notifications")).Number("unread").ShouldBe(1);
    }

    [Fact]
    public async Task Who_takes_back_a_reaction_that_was_seen_takes_back_nothing_of_others()
    {
        var path = await ReactionsOfAsync(Lan, "News");
        using var dung = await App.RegisterAsync("dung");
        using var first = await Minh.PostAsync(path, new { kind = "like" });
        using var seen = await Lan.PostAsync("/api/notifications/seen", new { upTo = 1 });
        using var unseen = await Hoa.PostAsync(path, new { kind = "like" });

        // What they exchange it for came after hoa's, and still is what was seen.
        using var another = await Minh.PostAsync(path, new { kind = "love" });
        using var exchanged = await Minh.Http.DeleteAsync($"{path}/like", Cancel);
        using var back = await Minh.Http.DeleteAsync($"{path}/love", Cancel);
        (await MessagesAsync(Lan)).ShouldBe(["minh reacted to your post “News”", "hoa reacted to your post “News”"]);

        using var again = await Minh.PostAsync(path, new { kind = "like" });
        using var one = await dung.PostAsync(path, new { kind = "like" });
        using var hoasBack = await Hoa.Http.DeleteAsync($"{path}/like", Cancel);
        (await MessagesAsync(Lan)).ShouldBe(["minh reacted to your post “News”", "dung and 1 more reacted to your post “News”"]);
    }

    [Fact]
    public async Task A_reaction_of_yesterday_that_is_taken_back_takes_its_own_notification_along()
    {
        var path = await ReactionsOfAsync(Lan, "News");
        using var yesterday = await Minh.PostAsync(path, new { kind = "like" });
        Time.Later = TimeSpan.FromDays(1);
        using var today = await Hoa.PostAsync(path, new { kind = "like" });

        using var back = await Minh.Http.DeleteAsync($"{path}/like", Cancel);

        (await MessagesAsync(Lan)).ShouldBe(["hoa reacted to your post “News”"]);
    }

    [Fact]
    public async Task What_is_undone_is_told_until_nothing_is_left()
    {
        var path = await ReactionsOfAsync(Lan, "News");
        using var first = await Minh.PostAsync(path, new { kind = "like" });
        using var second = await Hoa.PostAsync(path, new { kind = "like" });
        await using var socket = await Lan.ConnectAsync("?after=1");
        (await socket.ReceiveAsync()).Type().ShouldBe("welcome");

        using var one = await Hoa.Http.DeleteAsync($"{path}/like", Cancel);
        (await socket.ReceiveAsync("change")).Text("state").ShouldBe("updated");
        using var none = await Minh.Http.DeleteAsync($"{path}/like", Cancel);

        var gone = await socket.ReceiveAsync("retract");
        gone.Number("id").ShouldBe(1);
        gone.Number("unread").ShouldBe(0);
        (await MessagesAsync(Lan)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("read")]
    [InlineData("archive")]
    public async Task Nothing_is_added_to_and_nothing_taken_from_what_its_recipient_is_done_with(string act)
    {
        var path = await ReactionsOfAsync(Lan, "News");
        using var first = await Minh.PostAsync(path, new { kind = "like" });
        using var done = await Lan.PostAsync($"/api/notifications/{act}", new { ids = new[] { 1 } });
        done.IsSuccessStatusCode.ShouldBeTrue();

        using var second = await Hoa.PostAsync(path, new { kind = "like" });
        using var back = await Minh.Http.DeleteAsync($"{path}/like", Cancel);

        (await MessagesAsync(Lan)).ShouldBe(["minh reacted to your post “News”", "hoa reacted to your post “News”"]);
    }

    [Fact]
    public async Task Each_post_of_each_author_gathers_its_own()
    {
        using var dung = await App.RegisterAsync("dung");
        string[] paths = [await ReactionsOfAsync(Lan, "News"), await ReactionsOfAsync(Lan, "Old"), await ReactionsOfAsync(Minh, "Mine")];
        foreach (var path in paths)
        {
            using var first = await dung.PostAsync(path, new { kind = "like" });
        }

        foreach (var path in new[] { paths[0], paths[2] })
        {
            using var second = await Hoa.PostAsync(path, new { kind = "like" });
        }

        (await MessagesAsync(Lan)).ShouldBe(["hoa and 1 more reacted to your post “News”", "dung reacted to your post “Old”"]);
        (await MessagesAsync(Minh)).ShouldBe(["hoa and 1 more reacted to your post “Mine”"]);

        using var back = await dung.Http.DeleteAsync($"{paths[0]}/like", Cancel);
        using var gone = await dung.Http.DeleteAsync($"{paths[1]}/like", Cancel);

        (await MessagesAsync(Lan)).ShouldBe(["hoa reacted to your post “News”"]);
        (await MessagesAsync(Minh)).ShouldBe(["hoa and 1 more reacted to your post “Mine”"]);
    }

    private static async Task<string> ReactionsOfAsync(TestUser author, string title) =>
        $"/api/posts/{await author.PublishAsync(title)}/reactions";

    private static async Task<IEnumerable<string?>> MessagesAsync(TestUser user) =>
        (await user.GetJsonAsync("/api/notifications")).GetProperty("items").EnumerateArray().Select(item => item.Text("message")).ToList();
}

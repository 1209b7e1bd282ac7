using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications;

/// <summary>What several do until it is seen is one notification; what is undone leaves it.</summary>
[Trait("Category", "Integration")]
public sealed class GatheringTests : IAsyncLifetime
{
    private readonly LaterTime _clock = new();
    private readonly BlogApplication _app;
    private TestUser _lan = null!;
    private TestUser _minh = null!;
    private TestUser _hoa = null!;

    public GatheringTests() => _app = BlogApplication.Start(services: services => services.AddSingleton<TimeProvider>(_clock));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _lan = await _app.RegisterAsync("lan");
        _minh = await _app.RegisterAsync("minh");
        _hoa = await _app.RegisterAsync("hoa");
    }

    public async ValueTask DisposeAsync()
    {
        _lan.Dispose();
        _minh.Dispose();
        _hoa.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Reactions_gather_until_they_are_seen_and_go_when_they_are_taken_back()
    {
        var path = await ReactionsOfAsync(_lan, "News");
        await using var socket = await _lan.ConnectAsync("?after=0");

        using var first = await _minh.PostAsync(path, new { kind = "like" });
        // Read before the next: a socket that still catches up would send the row as it is then.
        (await socket.ReceiveAsync("notification")).Text("message").ShouldBe("minh reacted to your post “News”");
        using var same = await _minh.PostAsync(path, new { kind = "love" });
        using var second = await _hoa.PostAsync(path, new { kind = "like" });

        var more = await socket.ReceiveAsync("change");
        more.Text("state").ShouldBe("updated");
        more.GetProperty("ids").EnumerateArray().Select(id => id.GetInt64()).ShouldBe([1]);
        more.Number("unread").ShouldBe(1);
        (await MessagesAsync(_lan)).ShouldBe(["hoa and 1 more reacted to your post “News”"]);

        using var back = await _hoa.Http.DeleteAsync($"{path}/like", Cancel);
        (await MessagesAsync(_lan)).ShouldBe(["minh reacted to your post “News”"]);
        using var seen = await _lan.PostAsync("/api/notifications/seen", new { upTo = 1 });
        using var again = await _hoa.PostAsync(path, new { kind = "like" });
        (await MessagesAsync(_lan)).ShouldBe(["minh reacted to your post “News”", "hoa reacted to your post “News”"]);

        using var gone = await _hoa.Http.DeleteAsync($"{path}/like", Cancel);
        (await MessagesAsync(_lan)).ShouldBe(["minh reacted to your post “News”"]);
        (await _lan.GetJsonAsync("/api/notifications")).Number("unread").ShouldBe(1);
    }

    [Fact]
    public async Task Who_takes_back_a_reaction_that_was_seen_takes_back_nothing_of_others()
    {
        var path = await ReactionsOfAsync(_lan, "News");
        using var dung = await _app.RegisterAsync("dung");
        using var first = await _minh.PostAsync(path, new { kind = "like" });
        using var seen = await _lan.PostAsync("/api/notifications/seen", new { upTo = 1 });
        using var unseen = await _hoa.PostAsync(path, new { kind = "like" });

        // What they exchange it for came after hoa's, and still is what was seen.
        using var another = await _minh.PostAsync(path, new { kind = "love" });
        using var exchanged = await _minh.Http.DeleteAsync($"{path}/like", Cancel);
        using var back = await _minh.Http.DeleteAsync($"{path}/love", Cancel);
        (await MessagesAsync(_lan)).ShouldBe(["minh reacted to your post “News”", "hoa reacted to your post “News”"]);

        using var again = await _minh.PostAsync(path, new { kind = "like" });
        using var one = await dung.PostAsync(path, new { kind = "like" });
        using var hoasBack = await _hoa.Http.DeleteAsync($"{path}/like", Cancel);
        (await MessagesAsync(_lan)).ShouldBe(["minh reacted to your post “News”", "dung and 1 more reacted to your post “News”"]);
    }

    [Fact]
    public async Task A_reaction_of_yesterday_that_is_taken_back_takes_its_own_notification_along()
    {
        var path = await ReactionsOfAsync(_lan, "News");
        using var yesterday = await _minh.PostAsync(path, new { kind = "like" });
        _clock.Later = TimeSpan.FromDays(1);
        using var today = await _hoa.PostAsync(path, new { kind = "like" });

        using var back = await _minh.Http.DeleteAsync($"{path}/like", Cancel);

        (await MessagesAsync(_lan)).ShouldBe(["hoa reacted to your post “News”"]);
    }

    [Fact]
    public async Task What_is_undone_is_told_until_nothing_is_left()
    {
        var path = await ReactionsOfAsync(_lan, "News");
        using var first = await _minh.PostAsync(path, new { kind = "like" });
        using var second = await _hoa.PostAsync(path, new { kind = "like" });
        await using var socket = await _lan.ConnectAsync("?after=1");
        (await socket.ReceiveAsync()).Type().ShouldBe("welcome");

        using var one = await _hoa.Http.DeleteAsync($"{path}/like", Cancel);
        (await socket.ReceiveAsync("change")).Text("state").ShouldBe("updated");
        using var none = await _minh.Http.DeleteAsync($"{path}/like", Cancel);

        var gone = await socket.ReceiveAsync("retract");
        gone.Number("id").ShouldBe(1);
        gone.Number("unread").ShouldBe(0);
        (await MessagesAsync(_lan)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("read")]
    [InlineData("archive")]
    public async Task Nothing_is_added_to_and_nothing_taken_from_what_its_recipient_is_done_with(string act)
    {
        var path = await ReactionsOfAsync(_lan, "News");
        using var first = await _minh.PostAsync(path, new { kind = "like" });
        using var done = await _lan.PostAsync($"/api/notifications/{act}", new { ids = new[] { 1 } });
        done.IsSuccessStatusCode.ShouldBeTrue();

        using var second = await _hoa.PostAsync(path, new { kind = "like" });
        using var back = await _minh.Http.DeleteAsync($"{path}/like", Cancel);

        (await MessagesAsync(_lan)).ShouldBe(["minh reacted to your post “News”", "hoa reacted to your post “News”"]);
    }

    [Fact]
    public async Task Each_post_of_each_author_gathers_its_own()
    {
        using var dung = await _app.RegisterAsync("dung");
        string[] paths = [await ReactionsOfAsync(_lan, "News"), await ReactionsOfAsync(_lan, "Old"), await ReactionsOfAsync(_minh, "Mine")];
        foreach (var path in paths)
        {
            using var first = await dung.PostAsync(path, new { kind = "like" });
        }

        foreach (var path in new[] { paths[0], paths[2] })
        {
            using var second = await _hoa.PostAsync(path, new { kind = "like" });
        }

        (await MessagesAsync(_lan)).ShouldBe(["hoa and 1 more reacted to your post “News”", "dung reacted to your post “Old”"]);
        (await MessagesAsync(_minh)).ShouldBe(["hoa and 1 more reacted to your post “Mine”"]);

        using var back = await dung.Http.DeleteAsync($"{paths[0]}/like", Cancel);
        using var gone = await dung.Http.DeleteAsync($"{paths[1]}/like", Cancel);

        (await MessagesAsync(_lan)).ShouldBe(["hoa reacted to your post “News”"]);
        (await MessagesAsync(_minh)).ShouldBe(["hoa and 1 more reacted to your post “Mine”"]);
    }

    private static async Task<string> ReactionsOfAsync(TestUser author, string title) =>
        $"/api/posts/{await author.PublishAsync(title)}/reactions";

    private static async Task<IEnumerable<string?>> MessagesAsync(TestUser user) =>
        (await user.GetJsonAsync("/api/notifications")).GetProperty("items").EnumerateArray().Select(item => item.Text("message")).ToList();
}

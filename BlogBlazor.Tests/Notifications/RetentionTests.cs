using BlogBlazor.Notifications;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications;

[Trait("Category", "Integration")]
public sealed class RetentionTests
{
    private readonly LaterTime _time = new();

    [Fact]
    public async Task What_is_too_old_goes_and_a_cursor_into_it_is_reset()
    {
        await using var app = Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 3);
        _time.Later += TimeSpan.FromDays(179);
        // Far later than any cookie lives.
        using var later = await app.SignInAsync(lan.Email);
        await app.NotifyAsync(later, 2);
        await PurgeAsync(app);
        (await later.GetJsonAsync("/api/notifications")).Ids().ShouldBe([1, 2, 3, 4, 5]);

        _time.Later += TimeSpan.FromDays(2);
        await PurgeAsync(app);

        var list = await later.GetJsonAsync("/api/notifications");
        list.Ids().ShouldBe([4, 5]);
        list.Number("unread").ShouldBe(2);
        list.Number("latest").ShouldBe(5);
        await using var inside = await later.ConnectAsync("?after=1");
        (await inside.ReceiveAsync()).Number("oldest").ShouldBe(4);
        (await inside.ReceiveAsync()).Type().ShouldBe("reset");
        (await inside.ReceiveAsync()).Number("id").ShouldBe(4);
        await using var atTheEdge = await later.ConnectAsync("?after=3");
        (await atTheEdge.ReceiveAsync()).Type().ShouldBe("welcome");
        (await atTheEdge.ReceiveAsync()).Number("id").ShouldBe(4);
        await using var all = await later.ConnectAsync("?after=0");
        (await all.ReceiveAsync()).Type().ShouldBe("welcome");
        (await all.ReceiveAsync()).Number("id").ShouldBe(4);
    }

    [Fact]
    public async Task Only_the_newest_are_kept_for_each_user()
    {
        await using var app = Start(new() { ["Notifications:MaxKeptPerUser"] = "3" });
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        await app.NotifyAsync(lan, 5);
        await app.NotifyAsync(minh, 3);
        using var marked = await lan.PostAsync("/api/notifications/read", new { upTo = 1 });

        await PurgeAsync(app);

        var list = await lan.GetJsonAsync("/api/notifications");
        list.Ids().ShouldBe([3, 4, 5]);
        list.Number("unread").ShouldBe(3);
        (await minh.GetJsonAsync("/api/notifications")).Ids().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Where_everything_is_gone_the_numbers_go_on()
    {
        await using var app = Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 2);
        _time.Later += TimeSpan.FromDays(181);
        await PurgeAsync(app);
        using var later = await app.SignInAsync(lan.Email);

        await using var socket = await later.ConnectAsync("?after=0");

        var welcome = await socket.ReceiveAsync();
        welcome.Number("oldest").ShouldBe(3);
        welcome.Number("latest").ShouldBe(2);
        welcome.Number("unread").ShouldBe(0);
        await app.NotifyAsync(later, 1);
        (await socket.ReceiveAsync()).Number("id").ShouldBe(3);
    }

    private BlogApplication Start(Dictionary<string, string>? settings = null) =>
        BlogApplication.Start(settings, services: services => services.AddSingleton<TimeProvider>(_time));

    private static Task PurgeAsync(BlogApplication app) =>
        app.Hosted<NotificationRetention>().PurgeAsync(TestContext.Current.CancellationToken);
}

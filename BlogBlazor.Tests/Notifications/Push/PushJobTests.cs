using System.Text;
using BlogBlazor.Notifications.Push;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.Push;

/// <summary>Pushes, by a push service on loopback and a browser that checks and decrypts them by the RFCs.</summary>
[Trait("Category", "Integration")]
public sealed class PushJobTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_unseen_is_pushed_signed_and_encrypted_for_that_browser()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", language: "vi");
        using var minh = await app.RegisterAsync("minh");
        using var browser = await app.SubscribeAsync(lan, "phone");
        var slug = await lan.PublishAsync("Phở");
        var comment = await minh.CommentAsync(slug);

        await app.RunAsync<PushJob>(TimeSpan.FromSeconds(10));
        app.Push.Requests.ShouldBeEmpty();
        await app.RunAsync<PushJob>(AwayApplication.PushDue);

        var request = app.Push.Requests.ShouldHaveSingleItem();
        var content = browser.Decrypt(request.Body);
        content.GetProperty("title").GetString().ShouldBe("BlogBlazor");
        content.GetProperty("body").GetString().ShouldBe("minh đã bình luận bài “Phở” của bạn");
        content.GetProperty("link").GetString().ShouldBe($"/posts/{slug}#comment-{comment}");
        content.GetProperty("unread").GetInt32().ShouldBe(1);
        content.GetProperty("ids")[0].GetInt32().ShouldBe(1);
        var key = (await lan.GetJsonAsync("/api/push/key")).GetProperty("publicKey").GetString()!;
        var claims = TestBrowser.CheckSignature(request, key);
        // The library leaves out a port, which those of browser makers have not.
        claims.GetProperty("aud").GetString().ShouldBe("https://127.0.0.1");
        claims.GetProperty("sub").GetString()!.TrimEnd('/').ShouldBe("https://blog.example.org");
        DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64())
            .ShouldBeInRange(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(24).AddMinutes(1));
        request.Headers["TTL"].ShouldBe("86400");
        request.Headers.GetValueOrDefault("Urgency", "normal").ShouldBe("normal");
        request.Headers["Topic"].Length.ShouldBe(32);
        request.Headers["Content-Encoding"].ShouldBe("aes128gcm");
    }

    [Fact]
    public async Task A_site_without_https_is_known_to_the_service_by_its_mail()
    {
        await using var app = await AwayApplication.StartAsync("http://blog.example.org");
        using var lan = await app.RegisterAsync("lan");
        using var browser = await app.SubscribeAsync(lan, "phone");
        await app.App.NotifyAsync(lan, 1);

        await app.RunAsync<PushJob>(AwayApplication.PushDue);

        var key = (await lan.GetJsonAsync("/api/push/key")).GetProperty("publicKey").GetString()!;
        TestBrowser.CheckSignature(app.Push.Requests.ShouldHaveSingleItem(), key).GetProperty("sub").GetString().ShouldBe("mailto:blog@example.org");
    }

    [Fact]
    public async Task A_browser_that_subscribes_again_with_other_keys_can_read_the_next()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var before = await app.SubscribeAsync(lan, "phone");
        using var now = await app.SubscribeAsync(lan, "phone");
        await app.App.NotifyAsync(lan, 1);

        await app.RunAsync<PushJob>(AwayApplication.PushDue);

        now.Decrypt(app.Push.Requests.ShouldHaveSingleItem().Body).GetProperty("body").GetString().ShouldBe("hello");
    }

    [Fact]
    public async Task Several_that_are_due_become_one()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var browser = await app.SubscribeAsync(lan, "phone");
        var id = (await lan.ProfileAsync()).Id;
        foreach (var text in new[] { "one", "two", new string('ế', 2000), "four" })
        {
            await app.App.NotifyAsync(id, text);
        }

        app.Clock.Later += AwayApplication.PushDue;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => app.RunAsync<PushJob>())));

        var request = app.Push.Requests.ShouldHaveSingleItem();
        request.Body.Length.ShouldBeLessThan(4096);
        var content = browser.Decrypt(request.Body);
        Encoding.UTF8.GetByteCount(content.GetRawText()).ShouldBeLessThan(3072);
        content.GetProperty("title").GetString().ShouldBe("4 new notifications on BlogBlazor");
        content.GetProperty("body").GetString()!.ShouldStartWith("four\n");
        content.GetProperty("link").GetString().ShouldBe("/notifications");
        content.GetProperty("count").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task Nothing_is_pushed_of_what_an_open_tab_has_seen_in_time()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var browser = await app.SubscribeAsync(lan, "phone");
        await using var socket = await lan.ConnectAsync("?after=0");
        await app.App.NotifyAsync(lan, 1);
        await socket.ReceiveAsync("notification");
        using var seen = await lan.PostAsync("/api/notifications/seen", new { upTo = 1 });
        await socket.ReceiveAsync("change");

        await app.RunAsync<PushJob>(AwayApplication.PushDue);
        app.Push.Requests.ShouldBeEmpty();

        await app.App.NotifyAsync(lan, 1);
        await app.RunAsync<PushJob>(AwayApplication.PushDue);
        browser.Decrypt(app.Push.Requests.ShouldHaveSingleItem().Body).GetProperty("ids")[0].GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Quiet_hours_hold_for_pushes_too()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", settings: settings => settings.QuietUntil = DateTime.UtcNow.AddHours(1));
        using var browser = await app.SubscribeAsync(lan, "phone");
        await app.App.NotifyAsync(lan, 1);
        await app.RunAsync<PushJob>(AwayApplication.PushDue);
        await app.App.NotifyAsync(lan, 1);
        await app.RunAsync<PushJob>(AwayApplication.PushDue);
        app.Push.Requests.ShouldBeEmpty();

        await app.RunAsync<PushJob>(TimeSpan.FromHours(1));

        browser.Decrypt(app.Push.Requests.ShouldHaveSingleItem().Body).GetProperty("count").GetInt32().ShouldBe(2);
    }
}

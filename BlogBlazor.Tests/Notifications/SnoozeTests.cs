using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Email;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Notifications.Push;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BlogBlazor.Tests.Notifications;

/// <summary>What was put off comes back as a new one, once.</summary>
[Trait("Category", "Integration")]
public sealed class SnoozeTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_comes_back_with_the_next_numbers_and_goes_from_where_it_was()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var slug = await lan.PublishAsync("Phở");
        await minh.CommentAsync(slug, "One");
        var two = await minh.CommentAsync(slug, "Two");
        await app.App.NotifyAsync(lan, 1);
        await SnoozeAsync(lan, [1], app.Clock.GetUtcNow() + Day + TimeSpan.FromHours(1));
        await SnoozeAsync(lan, [2], app.Clock.GetUtcNow() + Day);
        await using var socket = await lan.ConnectAsync("?after=3");
        await socket.ReceiveAsync("welcome");

        await app.RunAsync<SnoozeJob>(Day / 2);
        (await lan.GetJsonAsync("/api/notifications/unread-count")).GetProperty("unread").GetInt32().ShouldBe(1);
        app.Clock.Later += Day;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => app.RunAsync<SnoozeJob>())));

        var first = await socket.ReceiveAsync("notification");
        first.GetProperty("id").GetInt32().ShouldBe(4);
        first.GetProperty("unread").GetInt32().ShouldBe(2);
        first.GetProperty("message").GetString().ShouldBe("minh commented on your post “Phở”");
        first.GetProperty("link").GetString().ShouldEndWith($"#comment-{two}");
        (await socket.ReceiveAsync("retract")).GetProperty("id").GetInt32().ShouldBe(2);
        var second = await socket.ReceiveAsync("notification");
        second.GetProperty("id").GetInt32().ShouldBe(5);
        second.GetProperty("unread").GetInt32().ShouldBe(3);
        (await socket.ReceiveAsync("retract")).GetProperty("id").GetInt32().ShouldBe(1);
        await app.App.NotifyAsync(lan, 1);
        var next = await socket.ReceiveAsync("notification");
        next.GetProperty("id").GetInt32().ShouldBe(6);
        next.GetProperty("unread").GetInt32().ShouldBe(4);
        var items = (await lan.GetJsonAsync("/api/notifications")).GetProperty("items");
        items.EnumerateArray().Select(item => item.GetProperty("id").GetInt32()).ShouldBe([3, 4, 5, 6]);
        await using var db = await app.OpenAsync();
        (await db.Notifications.SingleAsync(n => n.Sequence == 4, Cancel)).Group!.ShouldEndWith($"{app.Clock.GetUtcNow():yyyyMMdd}");
    }

    [Fact]
    public async Task What_comes_back_reaches_whoever_is_away_by_what_they_chose()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        using var minh = await app.RegisterAsync("minh");
        using var phone = await app.SubscribeAsync(lan, "phone");
        await app.App.NotifyAsync(lan, 2);
        await app.App.NotifyAsync(minh, 1);
        using var seen = await lan.PostAsync("/api/notifications/seen", new { upTo = 2 });
        await SnoozeAsync(lan, [1], app.Clock.GetUtcNow() + Day);
        await SnoozeAsync(minh, [1], app.Clock.GetUtcNow() + Day);

        await app.RunAsync<SnoozeJob>(Day);
        await app.RunAsync<PushJob>(AwayApplication.PushDue);
        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

        phone.Decrypt(app.Push.Requests.ShouldHaveSingleItem().Body).GetProperty("ids")[0].GetInt32().ShouldBe(3);
        var mail = app.Mail.Messages.ShouldHaveSingleItem();
        (mail.To.Mailboxes.Single().Address, mail.Subject).ShouldBe(("lan@example.com", "hello"));
        var minhId = (await minh.ProfileAsync()).Id;
        await using var db = await app.OpenAsync();
        var inbox = await db.Inboxes.SingleAsync(i => i.UserId == minhId, Cancel);
        (inbox.LastSequence, inbox.PushDueAt, inbox.EmailDueAt).ShouldBe((2, null, null));
    }

    [Fact]
    public async Task What_went_meanwhile_does_not_come_back()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var slug = await lan.PublishAsync("Phở");
        var comment = await minh.CommentAsync(slug);
        await SnoozeAsync(lan, [1], app.Clock.GetUtcNow() + Day);
        using var deleted = await minh.Http.DeleteAsync($"/api/posts/{slug}/comments/{comment}", Cancel);
        deleted.EnsureSuccessStatusCode();

        await app.RunAsync<SnoozeJob>(2 * Day);

        (await lan.GetJsonAsync("/api/notifications")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_scheduler_wakes_it_by_itself_after_a_restart()
    {
        using var database = new TestDatabase();
        await using (var before = BlogApplication.Start(database: database))
        {
            using var lan = await before.RegisterAsync("lan");
            await before.NotifyAsync(lan, 1);
            await SnoozeAsync(lan, [1], DateTimeOffset.UtcNow + Day);
        }

        await using var app = BlogApplication.Start(database: database, services: services =>
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new LaterTime { Later = 2 * Day })));
        using var back = await app.SignInAsync("lan@example.com");
        await using var socket = await back.ConnectAsync("?after=1");

        (await socket.ReceiveAsync("notification")).GetProperty("id").GetInt32().ShouldBe(2);
    }

    private static async Task SnoozeAsync(TestUser user, long[] ids, DateTimeOffset until)
    {
        using var snoozed = await user.PostAsync("/api/notifications/archive", new { ids, until });
        snoozed.EnsureSuccessStatusCode();
    }
}

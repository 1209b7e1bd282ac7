using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Away;
using BlogBlazor.Notifications.Email;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Tests.Notifications.Email;

/// <summary>What is wanted by mail and not in the app is mailed whatever the app shows, and comes into the inbox where it cannot be.</summary>
[Trait("Category", "Integration")]
public sealed class EmailAloneTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_wanted_by_mail_alone_is_mailed_although_the_inbox_was_open()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.WantMessagesAsync(lan, Channels.Email);

        await app.App.NotifyAsync((await lan.ProfileAsync()).Id, "by mail");
        using var seen = await lan.PostAsync("/api/notifications/seen", new { upTo = 100 });
        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

        app.Mail.Messages.ShouldHaveSingleItem().Subject.ShouldBe("by mail");
        await app.RunAsync<SnoozeJob>();
        (await lan.GetJsonAsync("/api/notifications")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("away")]
    [InlineData("unknown")]
    [InlineData("unconfirmed")]
    [InlineData("unsubscribed")]
    [InlineData("unwanted")]
    public async Task What_is_wanted_by_mail_alone_and_cannot_be_mailed_comes_into_the_inbox(string why)
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.WantMessagesAsync(lan, Channels.Email);
        await app.App.NotifyAsync((await lan.ProfileAsync()).Id, "by mail");
        (await lan.GetJsonAsync("/api/notifications")).GetProperty("items").GetArrayLength().ShouldBe(0);
        await using (var db = await app.OpenAsync())
        {
            _ = why switch
            {
                "unconfirmed" => await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.EmailConfirmed, false), Cancel),
                "unsubscribed" => await db.NotificationSettings.ExecuteUpdateAsync(set => set.SetProperty(s => s.EmailFrequency, EmailFrequency.Never), Cancel),
                "unwanted" => await db.NotificationPreferences.ExecuteUpdateAsync(set => set.SetProperty(p => p.Channels, Channels.InApp), Cancel),
                _ => 0,
            };
        }

        app.Mail.IsBusy = why == "away";
        if (why == "unknown")
        {
            app.Mail.Unknown.Add("lan@example.com");
        }

        for (var round = 0; round <= AwayJob.MaxAttempts; round++)
        {
            await app.RunAsync<EmailJob>(TimeSpan.FromHours(5));
        }

        await using var socket = await lan.ConnectAsync(why == "unknown" ? "?after=2" : "?after=1"); // Beside what tells that the address is refused.
        await app.RunAsync<SnoozeJob>();

        (await socket.ReceiveAsync("notification")).GetProperty("message").GetString().ShouldBe("by mail");
        var inbox = await lan.GetJsonAsync("/api/notifications?unread=true");
        inbox.GetProperty("items").EnumerateArray().Count(item => item.GetProperty("message").GetString() == "by mail").ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_but_what_could_not_be_mailed_comes_into_the_inbox()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        using var minh = await app.RegisterAsync("minh", EmailFrequency.Immediate);
        using var browser = await app.SubscribeAsync(lan, "phone");
        var id = (await lan.ProfileAsync()).Id;
        await app.App.NotifyAsync(id, "shown");
        await app.WantMessagesAsync(lan, Channels.Push);
        await app.App.NotifyAsync(id, "by push");
        await app.WantMessagesAsync(lan, Channels.Email);
        await app.WantMessagesAsync(minh, Channels.Email);
        await app.App.NotifyAsync(id, "by mail");
        await app.App.NotifyAsync(id, "by mail, taken back");
        await app.App.NotifyAsync(minh, 1);
        await app.WantMessagesAsync(lan, Channels.InApp);
        await using var db = await app.OpenAsync();
        await db.Notifications.Where(n => n.Text == "by mail, taken back").ExecuteUpdateAsync(
            set => set.SetProperty(n => n.RetractedAt, DateTime.UtcNow), Cancel);

        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

        (await db.Notifications.Where(n => n.SnoozedUntil != null).Select(n => n.Text).ToListAsync(Cancel)).ShouldBe(["by push", "by mail"], ignoreOrder: true);
        app.Mail.Messages.ShouldHaveSingleItem().To.Mailboxes.Single().Address.ShouldBe("minh@example.com");
    }

    [Fact]
    public async Task What_comes_by_push_alone_is_not_for_the_mail_to_show()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        using var browser = await app.SubscribeAsync(lan, "phone");
        var id = (await lan.ProfileAsync()).Id;
        await app.App.NotifyAsync(id, "by mail and push");
        await app.WantMessagesAsync(lan, Channels.Push);
        await app.App.NotifyAsync(id, "by push");

        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

        await using var db = await app.OpenAsync();
        (await db.Notifications.CountAsync(n => n.SnoozedUntil != null, Cancel)).ShouldBe(0);
        (await db.Inboxes.SingleAsync(Cancel)).EmailedUpTo.ShouldBe(2);
    }
}

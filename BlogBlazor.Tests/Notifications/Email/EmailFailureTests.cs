using System.Globalization;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Away;
using BlogBlazor.Notifications.Email;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using SmtpServer.Protocol;

namespace BlogBlazor.Tests.Notifications.Email;

/// <summary>A mail that cannot go: it is tried again, or comes into the inbox instead, and holds up nobody else's.</summary>
[Trait("Category", "Integration")]
public sealed class EmailFailureTests
{
    private static readonly TimeSpan Due = TimeSpan.FromMinutes(11);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again_later_each_time_and_then_left_alone()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, 1);
        app.Mail.IsBusy = true;
        await app.RunAsync<EmailJob>(Due);
        await app.RunAsync<EmailJob>(TimeSpan.FromMinutes(1));
        await using (var db = await app.OpenAsync())
        {
            (await db.Inboxes.SingleAsync(Cancel)).ShouldSatisfyAllConditions(
                inbox => inbox.EmailAttempts.ShouldBe(1), inbox => inbox.EmailedUpTo.ShouldBe(0));
        }

        app.Mail.IsBusy = false;
        await app.RunAsync<EmailJob>(TimeSpan.FromMinutes(2));
        app.Mail.Messages.Count.ShouldBe(1);

        app.Mail.IsBusy = true;
        await app.App.NotifyAsync(lan, 1);
        for (var round = 0; round < 12; round++)
        {
            await app.RunAsync<EmailJob>(TimeSpan.FromHours(5));
        }

        app.Mail.IsBusy = false;
        await app.RunAsync<EmailJob>(TimeSpan.FromHours(5));
        app.Mail.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_stays_busy_is_asked_eight_times_each_time_after_twice_as_long()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, 1);
        app.Mail.IsBusy = true;
        app.Clock.Later += Due;
        var waits = new List<double>();
        while (true)
        {
            await app.RunAsync<EmailJob>();
            await using var db = await app.OpenAsync();
            var inbox = await db.Inboxes.AsNoTracking().SingleAsync(Cancel);
            if (inbox.EmailDueAt is not { } due)
            {
                (inbox.EmailAttempts, inbox.EmailedUpTo).ShouldBe((0, 1));
                break;
            }

            var wait = due - app.Clock.GetUtcNow().UtcDateTime;
            waits.Add(Math.Round(wait.TotalMinutes));
            app.Clock.Later += wait;
        }

        waits.ShouldBe([2, 4, 8, 16, 32, 64, 128, 256]);
        var told = app.Told<EmailJob>().ToList();
        told.Count.ShouldBe(9);
        told[..8].ShouldAllBe(line => line.Contains("was not sent (", StringComparison.Ordinal));
        told[8].ShouldContain("could not be sent by Email in 8 tries");
    }

    [Fact]
    public async Task The_mails_of_others_wait_no_longer_for_it()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        using var minh = await app.RegisterAsync("minh", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, 1);
        app.Clock.Later += Due;
        await app.App.NotifyAsync(minh, 1);
        app.Mail.IsBusy = true;
        await app.RunAsync<EmailJob>();
        app.Mail.IsBusy = false;
        await app.RunAsync<EmailJob>(TimeSpan.FromMinutes(3));
        app.Mail.Messages.ShouldHaveSingleItem().To.Mailboxes.Single().Address.ShouldBe("lan@example.com");

        await app.RunAsync<EmailJob>(Due);

        app.Mail.Messages.Last().To.Mailboxes.Single().Address.ShouldBe("minh@example.com");
    }

    [Fact]
    public async Task An_address_that_is_refused_gets_no_more_and_its_user_is_told_in_the_app()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        using var minh = await app.RegisterAsync("minh", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, 1);
        app.Mail.Unknown.Add("lan@example.com");

        await app.RunAsync<EmailJob>(Due);

        var items = (await lan.GetJsonAsync("/api/notifications")).GetProperty("items");
        items[1].GetProperty("kind").GetString().ShouldBe("email");
        items[1].GetProperty("message").GetString()!.ShouldContain("lan@example.com");
        app.Told<EmailJob>().ShouldHaveSingleItem().ShouldContain("no more e-mails are sent there");
        await using var db = await app.OpenAsync();
        var id = (await lan.ProfileAsync()).Id;
        (await db.NotificationSettings.SingleAsync(s => s.UserId == id, Cancel)).EmailFrequency.ShouldBe(EmailFrequency.Never);
        (await db.NotificationSettings.SingleAsync(s => s.UserId != id, Cancel)).EmailFrequency.ShouldBe(EmailFrequency.Immediate);
    }

    [Fact]
    public async Task A_mail_that_is_sent_again_is_known_as_the_same()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        using var minh = await app.RegisterAsync("minh", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, 1);
        await app.App.NotifyAsync(minh, 1);
        await app.RunAsync<EmailJob>(Due);
        // As if the server had died between sending and remembering it.
        await using (var db = await app.OpenAsync())
        {
            var again = DateTime.UtcNow;
            await db.Inboxes.ExecuteUpdateAsync(
                set => set.SetProperty(i => i.EmailedUpTo, 0).SetProperty(i => i.EmailDueAt, again).SetProperty(i => i.EmailAttempts, 1), Cancel);
        }

        await app.RunAsync<EmailJob>();

        var ids = app.Mail.Messages.Select(mail => (mail.To.Mailboxes.Single().Address, mail.MessageId)).ToList();
        ids.Count.ShouldBe(4);
        ids.Distinct().Count().ShouldBe(2);
        ids.Select(id => id.MessageId).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task An_address_that_is_not_confirmed_gets_nothing()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await using (var db = await app.OpenAsync())
        {
            await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.EmailConfirmed, false), Cancel);
        }

        await app.App.NotifyAsync(lan, 1);
        await app.RunAsync<EmailJob>(Due);

        app.Mail.Messages.ShouldBeEmpty();
        app.Told<EmailJob>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(550, "5.7.1 Relay access denied", EmailFrequency.Immediate)]
    [InlineData(550, "5.4.5 Daily sending quota exceeded", EmailFrequency.Immediate)]
    [InlineData(554, "Not today", EmailFrequency.Immediate)]
    [InlineData(450, "5.1.1 Greylisted", EmailFrequency.Immediate)]
    [InlineData(550, "5.1.1 No such user", EmailFrequency.Never)]
    [InlineData(554, "5.2.1 Switched off", EmailFrequency.Never)]
    [InlineData(553, "No such user", EmailFrequency.Never)]
    public async Task A_server_that_refuses_for_reasons_of_its_own_changes_nobody_s_choice(int status, string says, EmailFrequency left)
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, 1);
        app.Mail.Refusal = new SmtpResponse((SmtpReplyCode)status, says);

        await app.RunAsync<EmailJob>(Due);

        await using var db = await app.OpenAsync();
        (await db.NotificationSettings.SingleAsync(Cancel)).EmailFrequency.ShouldBe(left);
        (await db.Inboxes.SingleAsync(Cancel)).EmailAttempts.ShouldBe(left == EmailFrequency.Never ? 0 : 1);
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
    public async Task Nothing_else_comes_into_the_inbox_then()
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

        await app.RunAsync<EmailJob>(Due);

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

        await app.RunAsync<EmailJob>(Due);

        await using var db = await app.OpenAsync();
        (await db.Notifications.CountAsync(n => n.SnoozedUntil != null, Cancel)).ShouldBe(0);
        (await db.Inboxes.SingleAsync(Cancel)).EmailedUpTo.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_under_way_when_the_application_stops_is_not_sent_again()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, 1);
        using var stopping = new CancellationTokenSource();
        app.Mail.OnArrival = stopping.Cancel;

        await app.RunAsync<EmailJob>(Due, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        app.Mail.OnArrival = null;
        await app.RunAsync<EmailJob>(TimeSpan.FromMinutes(3));

        stopping.IsCancellationRequested.ShouldBeTrue();
        app.Mail.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_who_cannot_be_looked_after_holds_up_nobody()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate, language: "no!");
        await app.App.NotifyAsync(lan, 1);
        // More than are looked after at the same time.
        string[] others = ["an", "bao", "chi", "dung", "giang", "hoa"];
        foreach (var other in others)
        {
            using var user = await app.RegisterAsync(other, EmailFrequency.Immediate);
            await app.App.NotifyAsync(user, 1);
        }

        await Should.ThrowAsync<CultureNotFoundException>(() => app.RunAsync<EmailJob>(Due));

        app.Mail.Messages.Select(mail => mail.To.Mailboxes.Single().Address).Order().ShouldBe(others.Select(other => $"{other}@example.com"));
    }
}

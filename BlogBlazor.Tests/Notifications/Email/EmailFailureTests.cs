using System.Globalization;
using BlogBlazor.Notifications.Email;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using SmtpServer.Protocol;

namespace BlogBlazor.Tests.Notifications.Email;

/// <summary>A mail that cannot go: it is tried again, and holds up nobody else's.</summary>
[Trait("Category", "Integration")]
public sealed class EmailFailureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again_later_each_time_and_then_left_alone()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, 1);
        app.Mail.IsBusy = true;
        await app.RunAsync<EmailJob>(AwayApplication.MailDue);
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
        app.Clock.Later += AwayApplication.MailDue;
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
        app.Clock.Later += AwayApplication.MailDue;
        await app.App.NotifyAsync(minh, 1);
        app.Mail.IsBusy = true;
        await app.RunAsync<EmailJob>();
        app.Mail.IsBusy = false;
        await app.RunAsync<EmailJob>(TimeSpan.FromMinutes(3));
        app.Mail.Messages.ShouldHaveSingleItem().To.Mailboxes.Single().Address.ShouldBe("lan@example.com");

        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

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

        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

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
        await app.RunAsync<EmailJob>(AwayApplication.MailDue);
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
        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

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

        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

        await using var db = await app.OpenAsync();
        (await db.NotificationSettings.SingleAsync(Cancel)).EmailFrequency.ShouldBe(left);
        (await db.Inboxes.SingleAsync(Cancel)).EmailAttempts.ShouldBe(left == EmailFrequency.Never ? 0 : 1);
    }

    [Fact]
    public async Task What_is_under_way_when_the_application_stops_is_not_sent_again()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, 1);
        using var stopping = new CancellationTokenSource();
        app.Mail.OnArrival = stopping.Cancel;

        await app.RunAsync<EmailJob>(AwayApplication.MailDue, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
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

        await Should.ThrowAsync<CultureNotFoundException>(() => app.RunAsync<EmailJob>(AwayApplication.MailDue));

        app.Mail.Messages.Select(mail => mail.To.Mailboxes.Single().Address).Order().ShouldBe(others.Select(other => $"{other}@example.com"));
    }
}

using System.Globalization;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Away;
using BlogBlazor.Notifications.Email;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using SmtpServer.Protocol;

namespace BlogBlazor.Tests.Notifications.Email;

/// <summary>One e-mail for what was not seen, by a real SMTP server: once, in the recipient's language, and only to whom asked for it.</summary>
[Trait("Category", "Integration")]
public sealed class EmailJobTests
{
    private static readonly TimeSpan Due = TimeSpan.FromMinutes(11);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_unseen_comes_as_one_mail_with_text_links_and_a_way_out()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        using var minh = await app.RegisterAsync("minh");
        var slug = await lan.PublishAsync("Phở <gà>");
        var comment = await minh.CommentAsync(slug, "One");
        await minh.CommentAsync(slug, "Two");
        await app.App.NotifyAsync((await lan.ProfileAsync()).Id, "hello");

        await app.RunAsync<EmailJob>(TimeSpan.FromMinutes(9));
        app.Mail.Messages.ShouldBeEmpty();
        await app.RunAsync<EmailJob>(Due);

        var mail = app.Mail.Messages.ShouldHaveSingleItem();
        mail.To.Mailboxes.Single().Address.ShouldBe("lan@example.com");
        mail.From.Mailboxes.Single().Address.ShouldBe("blog@example.org");
        mail.Subject.ShouldBe("3 new notifications on BlogBlazor");
        var unsubscribe = mail.Headers[HeaderId.ListUnsubscribe]!.Trim('<', '>');
        mail.TextBody!.ReplaceLineEndings("\n").ShouldBe($"""
            hello
            https://blog.example.org/notifications

            2 new comments on your post “Phở <gà>”
            https://blog.example.org/posts/{slug}#comment-{comment + 1}

            --{" "}
            You get this because you asked BlogBlazor for e-mails.
            What you are told of: https://blog.example.org/account/notifications
            No more e-mails: {unsubscribe}

            """.ReplaceLineEndings("\n"));
        mail.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        mail.HtmlBody!.ShouldContain(" UTC");
        mail.HtmlBody!.ShouldContain("Phở &lt;gà&gt;");
        mail.HtmlBody!.ShouldNotContain("<gà>");
        unsubscribe.ShouldStartWith("https://blog.example.org/notifications/unsubscribe?token=");
        mail.Headers[HeaderId.ListUnsubscribePost].ShouldBe("List-Unsubscribe=One-Click");
        await app.RunAsync<EmailJob>(Due);
        app.Mail.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_very_many_the_newest_are_listed_and_the_others_counted()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, AwayJob.MaxShown + 7);

        await app.RunAsync<EmailJob>(Due);

        var mail = app.Mail.Messages.ShouldHaveSingleItem();
        mail.Subject.ShouldBe("57 new notifications on BlogBlazor");
        mail.TextBody!.ReplaceLineEndings("\n").ShouldContain("\n\nAnd 7 more, in your inbox.\nhttps://blog.example.org/notifications\n\n-- \n");
        mail.HtmlBody!.ShouldContain("<a href=\"https://blog.example.org/notifications\"");
    }

    [Fact]
    public async Task It_is_written_in_the_recipient_s_language()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate, language: "vi");
        using var minh = await app.RegisterAsync("minh");
        await minh.CommentAsync(await lan.PublishAsync("Phở"));

        await app.RunAsync<EmailJob>(Due);

        var mail = app.Mail.Messages.ShouldHaveSingleItem();
        mail.Subject.ShouldBe("minh đã bình luận bài “Phở” của bạn");
        mail.HtmlBody!.ShouldContain("lang=\"vi\"");
    }

    [Theory]
    [InlineData("/api/notifications/seen", false)]
    [InlineData("/api/notifications/read", false)]
    [InlineData("socket", true)]
    public async Task Nothing_is_mailed_of_what_was_seen_or_read_in_time(string where, bool bySocket)
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.App.NotifyAsync((await lan.ProfileAsync()).Id, "hello");
        if (bySocket)
        {
            await using var socket = await lan.ConnectAsync("?after=0");
            await socket.ReceiveAsync("notification");
            await socket.SendAsync("""{"type":"read","upTo":1}""");
            await socket.ReceiveAsync("read");
        }
        else
        {
            using var told = await lan.PostAsync(where, new { upTo = 1 });
            told.EnsureSuccessStatusCode();
        }

        await app.RunAsync<EmailJob>(Due);

        app.Mail.Messages.ShouldBeEmpty();
        await using var db = await app.OpenAsync();
        (await db.Inboxes.SingleAsync(Cancel)).EmailDueAt.ShouldBeNull();
    }

    [Fact]
    public async Task Only_what_nobody_has_dealt_with_is_mailed()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        using var minh = await app.RegisterAsync("minh");
        var id = (await lan.ProfileAsync()).Id;
        var slug = await lan.PublishAsync("News");
        await app.App.NotifyAsync(id, "archived");
        await app.App.NotifyAsync(id, "read");
        var comment = await minh.CommentAsync(slug, "taken back");
        await app.App.NotifyAsync(id, "left");
        using var archived = await lan.PostAsync("/api/notifications/archive", new { ids = new[] { 1 } });
        using var read = await lan.PostAsync("/api/notifications/read", new { ids = new[] { 2 } });
        using var deleted = await minh.Http.DeleteAsync($"/api/posts/{slug}/comments/{comment}", Cancel);

        await app.RunAsync<EmailJob>(Due);

        app.Mail.Messages.ShouldHaveSingleItem().Subject.ShouldBe("left");
    }

    [Fact]
    public async Task A_kind_that_was_switched_off_meanwhile_is_not_mailed()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, 1);
        await app.WantMessagesAsync(lan, Channels.InApp);

        await app.RunAsync<EmailJob>(Due);

        app.Mail.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_wanted_by_mail_alone_is_mailed_although_the_inbox_was_open()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.WantMessagesAsync(lan, Channels.Email);

        await app.App.NotifyAsync((await lan.ProfileAsync()).Id, "by mail");
        using var seen = await lan.PostAsync("/api/notifications/seen", new { upTo = 100 });
        await app.RunAsync<EmailJob>(Due);

        app.Mail.Messages.ShouldHaveSingleItem().Subject.ShouldBe("by mail");
    }

    [Fact]
    public async Task Of_many_who_send_at_once_one_does()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, 3);
        app.Clock.Later += Due;

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => app.RunAsync<EmailJob>())));

        app.Mail.Messages.ShouldHaveSingleItem().Subject.ShouldBe("3 new notifications on BlogBlazor");
    }

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
        await app.App.NotifyAsync(lan, 1);
        await app.RunAsync<EmailJob>(Due);
        // As if the server had died between sending and remembering it.
        await using (var db = await app.OpenAsync())
        {
            var again = DateTime.UtcNow;
            await db.Inboxes.ExecuteUpdateAsync(
                set => set.SetProperty(i => i.EmailedUpTo, 0).SetProperty(i => i.EmailDueAt, again).SetProperty(i => i.EmailAttempts, 1), Cancel);
        }

        await app.RunAsync<EmailJob>();

        app.Mail.Messages.Count.ShouldBe(2);
        app.Mail.Messages.Select(mail => mail.MessageId).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_digest_waits_for_its_time_and_has_everything_since()
    {
        await using var app = await AwayApplication.StartAsync();
        var inAnHour = TimeOnly.FromDateTime(DateTime.UtcNow.AddHours(1));
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Daily, settings: settings => settings.EmailAt = inAnHour);
        await app.App.NotifyAsync(lan, 2);
        await app.RunAsync<EmailJob>(Due);
        await app.App.NotifyAsync(lan, 1);
        await app.RunAsync<EmailJob>(TimeSpan.FromMinutes(40));
        app.Mail.Messages.ShouldBeEmpty();

        await app.RunAsync<EmailJob>(TimeSpan.FromMinutes(20));

        app.Mail.Messages.ShouldHaveSingleItem().Subject.ShouldBe("3 new notifications on BlogBlazor");
    }

    [Fact]
    public async Task In_quiet_hours_it_waits_for_their_end_and_comes_as_one()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate, settings: settings => settings.QuietUntil = DateTime.UtcNow.AddHours(2));
        await app.App.NotifyAsync(lan, 1);
        await app.RunAsync<EmailJob>(TimeSpan.FromHours(1));
        await app.App.NotifyAsync(lan, 1);
        await app.RunAsync<EmailJob>(TimeSpan.FromMinutes(30));
        app.Mail.Messages.ShouldBeEmpty();

        await app.RunAsync<EmailJob>(TimeSpan.FromMinutes(31));

        app.Mail.Messages.ShouldHaveSingleItem().Subject.ShouldBe("2 new notifications on BlogBlazor");
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
        using var minh = await app.RegisterAsync("minh", EmailFrequency.Immediate);
        using var hoa = await app.RegisterAsync("hoa", EmailFrequency.Immediate);
        foreach (var user in new[] { lan, minh, hoa })
        {
            await app.App.NotifyAsync(user, 1);
        }

        await Should.ThrowAsync<CultureNotFoundException>(() => app.RunAsync<EmailJob>(Due));

        app.Mail.Messages.Select(mail => mail.To.Mailboxes.Single().Address).Order().ShouldBe(["hoa@example.com", "minh@example.com"]);
    }
}

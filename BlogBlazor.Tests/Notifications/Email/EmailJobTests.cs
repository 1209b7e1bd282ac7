using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Away;
using BlogBlazor.Notifications.Email;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Notifications.Push;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace BlogBlazor.Tests.Notifications.Email;

/// <summary>One e-mail for what was not seen, by a real SMTP server: once, in the recipient's language, and only to whom asked for it.</summary>
[Trait("Category", "Integration")]
public sealed class EmailJobTests
{
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
        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

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
        mail.HtmlBody!.ShouldContain("\"https://blog.example.org/notifications\"");
        unsubscribe.ShouldStartWith("https://blog.example.org/notifications/unsubscribe?token=");
        mail.Headers[HeaderId.ListUnsubscribePost].ShouldBe("List-Unsubscribe=One-Click");
        await app.RunAsync<EmailJob>(AwayApplication.MailDue);
        app.Mail.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_very_many_the_newest_are_listed_and_the_others_counted()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, AwayJob.MaxShown + 7);

        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

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

        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

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

        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

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
        await app.App.NotifyAsync(minh, 1);
        await app.App.NotifyAsync(id, "archived");
        await app.App.NotifyAsync(id, "read");
        var comment = await minh.CommentAsync(slug, "taken back");
        await app.App.NotifyAsync(id, "left");
        using var archived = await lan.PostAsync("/api/notifications/archive", new { ids = new[] { 1 } });
        using var read = await lan.PostAsync("/api/notifications/read", new { ids = new[] { 2 } });
        using var deleted = await minh.Http.DeleteAsync($"/api/posts/{slug}/comments/{comment}", Cancel);

        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

        app.Mail.Messages.ShouldHaveSingleItem().Subject.ShouldBe("left");
    }

    [Fact]
    public async Task Only_what_came_after_the_last_that_was_seen_or_mailed_is_mailed()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        var id = (await lan.ProfileAsync()).Id;
        await app.App.NotifyAsync(id, "seen");
        using var seen = await lan.PostAsync("/api/notifications/seen", new { upTo = 1 });
        await app.App.NotifyAsync(id, "mailed");
        await app.RunAsync<EmailJob>(AwayApplication.MailDue);
        await app.App.NotifyAsync(id, "new");

        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

        app.Mail.Messages.Select(mail => mail.Subject).ShouldBe(["mailed", "new"]);
    }

    [Fact]
    public async Task Of_what_was_seen_in_part_the_rest_is_mailed_and_pushed()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        using var browser = await app.SubscribeAsync(lan, "phone");
        var id = (await lan.ProfileAsync()).Id;
        await app.App.NotifyAsync(id, "seen");
        await app.App.NotifyAsync(id, "not seen");
        using var seen = await lan.PostAsync("/api/notifications/seen", new { upTo = 1 });

        await app.RunAsync<PushJob>(AwayApplication.MailDue);
        await app.RunAsync<EmailJob>();

        browser.Decrypt(app.Push.Requests.ShouldHaveSingleItem().Body).GetProperty("body").GetString().ShouldBe("not seen");
        app.Mail.Messages.ShouldHaveSingleItem().Subject.ShouldBe("not seen");
    }

    [Fact]
    public async Task What_comes_while_a_mail_is_on_its_way_comes_by_the_next()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        var id = (await lan.ProfileAsync()).Id;
        await app.App.NotifyAsync(id, "before");
        app.Mail.OnArrival = () => app.App.NotifyAsync(id, "meanwhile").GetAwaiter().GetResult();
        await app.RunAsync<EmailJob>(AwayApplication.MailDue);
        app.Mail.OnArrival = null;

        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

        app.Mail.Messages.Select(mail => mail.Subject).ShouldBe(["before", "meanwhile"]);
    }

    [Fact]
    public async Task A_kind_that_was_switched_off_meanwhile_is_not_mailed()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, 1);
        await app.WantMessagesAsync(lan, Channels.InApp);

        await app.RunAsync<EmailJob>(AwayApplication.MailDue);

        app.Mail.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_many_who_send_at_once_one_does()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, 3);
        app.Clock.Later += AwayApplication.MailDue;

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => app.RunAsync<EmailJob>())));

        app.Mail.Messages.ShouldHaveSingleItem().Subject.ShouldBe("3 new notifications on BlogBlazor");
    }

    [Fact]
    public async Task A_digest_waits_for_its_time_and_has_everything_since()
    {
        await using var app = await AwayApplication.StartAsync();
        var soon = DateTime.UtcNow.AddHours(1);
        var inAnHour = new TimeOnly(soon.Hour, soon.Minute);
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Daily, settings: settings => settings.EmailAt = inAnHour);
        await app.App.NotifyAsync(lan, 2);
        await app.RunAsync<EmailJob>(AwayApplication.MailDue);
        await using (var db = await app.OpenAsync())
        {
            var inbox = await db.Inboxes.SingleAsync(Cancel);
            (TimeOnly.FromDateTime(inbox.EmailDueAt.ShouldNotBeNull()), inbox.EmailAttempts).ShouldBe((inAnHour, 0));
        }

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
}

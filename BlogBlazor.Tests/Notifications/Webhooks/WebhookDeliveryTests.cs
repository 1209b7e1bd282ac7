using System.Globalization;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Webhooks;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Webhooks;

/// <summary>Every notification arrives at the receiver, in order, signed, whatever the receiver does.</summary>
[Trait("Category", "Integration")]
public sealed class WebhookDeliveryTests : OneWebhookTests
{
    [Fact]
    public async Task Each_arrives_once_in_order_signed_as_the_frame_that_a_socket_gets()
    {
        await App.NotifyAsync(Lan, 1);
        var secret = await Lan.AddWebhookAsync(Receiver.Url);
        await using var socket = await Lan.ConnectAsync();

        await App.NotifyAsync(LanId, Enumerable.Range(2, 120).Select(number => $"Số {number} “ơ”"));

        await Receiver.UntilAsync(r => r.Taken.Count >= 120);
        // From now on: what was there before the webhook is not sent.
        Receiver.All.Select(r => r.Sequence).ShouldBe(Enumerable.Range(2, 120).Select(number => (long)number));
        Receiver.All.ShouldAllBe(r => r.IsSignedWith(secret));
        Receiver.All.Select(r => r.Id).Distinct().Count().ShouldBe(120);
        Receiver.All.ShouldAllBe(r => !r.Id.Contains('.'));
        long.Parse(Receiver.All[0].Timestamp, CultureInfo.InvariantCulture)
            .ShouldBeInRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
        var (sent, shown) = (Receiver.All[0].Frame, await socket.ReceiveAsync());
        foreach (var name in new[] { "type", "message", "kind", "link", "createdAt" })
        {
            sent.Text(name).ShouldBe(shown.Text(name));
        }
    }

    [Fact]
    public async Task The_message_is_in_its_user_s_language()
    {
        using var minh = await App.RegisterAsync("minh");
        using var chosen = await Lan.Http.PostAsync(
            new Uri("/preferences", UriKind.Relative), new FormUrlEncodedContent(new Dictionary<string, string> { ["language"] = "vi" }), Cancel);
        await Lan.AddWebhookAsync(Receiver.Url);

        await minh.CommentAsync(await Lan.PublishAsync());

        await Receiver.UntilAsync(r => r.Taken.Count == 1);
        Receiver.All[0].Frame.Text("message").ShouldBe("minh đã bình luận bài “A post” của bạn");
    }

    [Fact]
    public async Task What_fails_is_tried_again_with_the_same_id_and_nothing_overtakes_it()
    {
        var secret = await Lan.AddWebhookAsync(Receiver.Url);
        var seen = new Dictionary<string, int>();
        // Of every third, two attempts fail.
        Receiver.Answer = (received, _) =>
        {
            seen[received.Id] = seen.GetValueOrDefault(received.Id) + 1;
            return Task.FromResult(received.Sequence % 3 == 0 && seen[received.Id] <= 2 ? 503 : 204);
        };

        await App.NotifyAsync(LanId, Enumerable.Range(1, 10).Select(number => $"{number}"));
        await GoOnUntilAsync(() => Receiver.Taken.Count == 10);

        Receiver.Taken.ShouldBe(Enumerable.Range(1, 10).Select(number => (long)number));
        Receiver.All.Count.ShouldBe(10 + (3 * 2));
        Receiver.All.GroupBy(r => r.Sequence).ShouldAllBe(same => same.Select(r => r.Id).Distinct().Count() == 1);
        Receiver.All.ShouldAllBe(r => r.IsSignedWith(secret));
    }

    [Fact]
    public async Task A_receiver_that_was_not_there_gets_everything_once_it_is()
    {
        await Receiver.DisposeAsync();
        await Lan.AddWebhookAsync(Receiver.Url);
        await App.NotifyAsync(Lan, 3);
        await App.UntilAsync(w => w.Attempts > 0);
        (await App.WebhookAsync()).Status.ShouldBeNull();

        await using var receiver = await WebhookReceiver.StartAsync(new Uri(Receiver.Url));
        await GoOnUntilAsync(() => receiver.Taken.Count == 3);

        receiver.Taken.ShouldBe([1, 2, 3]);
        await App.UntilAsync(w => w is { Cursor: 3, FailingSince: null, Answer: null });
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_delays_no_other_and_is_given_ten_seconds()
    {
        await using var silent = await WebhookReceiver.StartAsync();
        silent.Answer = async (_, context) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 200;
        };
        using var minh = await App.RegisterAsync("minh");
        await minh.AddWebhookAsync(Receiver.Url);
        await Lan.AddWebhookAsync(silent.Url);
        await App.NotifyAsync(Lan, 1);

        await App.NotifyAsync(minh, 20);
        await Receiver.UntilAsync(r => r.Taken.Count == 20);
        silent.All.ShouldBeEmpty();

        await silent.UntilAsync(r => r.All.Count == 1, WebhookSender.Timeout + TestSocket.Patience);
        using var patience = new CancellationTokenSource(TestSocket.Patience);
        string page;
        do
        {
            page = await Lan.Http.GetStringAsync("/account/webhooks", patience.Token);
        }
        while (!page.Contains("No whole answer within 10 s.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_retracted_meanwhile_is_skipped()
    {
        using var minh = await App.RegisterAsync("minh");
        await Lan.AddWebhookAsync(Receiver.Url);
        Receiver.AnswerWith(500);
        var slug = await Lan.PublishAsync();
        await minh.CommentAsync(slug, "One.");
        var regretted = await minh.CommentAsync(slug, "Two.");
        var last = await minh.CommentAsync(slug, "Three.");
        await App.UntilAsync(w => w.Attempts > 0);
        foreach (var comment in new[] { regretted, last })
        {
            using var deleted = await minh.Http.DeleteAsync(new Uri($"/api/posts/{slug}/comments/{comment}", UriKind.Relative), Cancel);
            deleted.EnsureSuccessStatusCode();
        }

        Receiver.AnswerWith(200);
        await GoOnUntilAsync(() => Receiver.Taken.Count == 1);

        await App.UntilAsync(w => w.Cursor == 3);
        Receiver.Taken.ShouldBe([1]);
    }

    [Fact]
    public async Task One_failure_days_after_that_of_a_retracted_one_switches_nothing_off()
    {
        using var minh = await App.RegisterAsync("minh");
        await Lan.AddWebhookAsync(Receiver.Url);
        Receiver.AnswerWith(500);
        var slug = await Lan.PublishAsync();
        var regretted = await minh.CommentAsync(slug, "One.");
        await minh.CommentAsync(slug, "Two.");
        await App.UntilAsync(w => w is { Attempts: > 0, LeasedBy: null });
        using var deleted = await minh.Http.DeleteAsync(new Uri($"/api/posts/{slug}/comments/{regretted}", UriKind.Relative), Cancel);
        deleted.EnsureSuccessStatusCode();

        Time.Later += TimeSpan.FromDays(4);
        await App.UntilAsync(w => w is { Cursor: 1, LeasedBy: null });

        (await App.WebhookAsync()).DisabledAt.ShouldBeNull();
        Receiver.All[^1].Sequence.ShouldBe(2);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    public async Task A_redirect_is_a_failure_and_not_followed(int status)
    {
        await using var elsewhere = await WebhookReceiver.StartAsync();
        await Lan.AddWebhookAsync(Receiver.Url);
        Receiver.Answer = (_, context) =>
        {
            context.Response.Headers.Location = elsewhere.Url;
            return Task.FromResult(status);
        };

        await App.NotifyAsync(Lan, 1);

        await App.UntilAsync(w => w.Status == status);
        elsewhere.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_an_answer_no_more_than_a_kilobyte_is_read_and_nothing_harmful_of_it_kept()
    {
        await Lan.AddWebhookAsync(Receiver.Url);
        Receiver.Answer = async (_, context) =>
        {
            context.Response.StatusCode = 500;
            try
            {
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.WriteAsync("no \0 \u202E ", context.RequestAborted);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The sender has heard enough.
            }

            return 500;
        };

        await App.NotifyAsync(Lan, 1);

        await App.UntilAsync(w => w.Status == 500);
        var answer = (await App.WebhookAsync()).Answer!;
        answer.ShouldStartWith("no ");
        answer.Length.ShouldBeLessThanOrEqualTo(1024);
        answer.ShouldNotContain('\0');
        answer.ShouldNotContain('\u202E');
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_receiver_is_left_alone_for_as_long_as_it_asks(bool byDate)
    {
        await Lan.AddWebhookAsync(Receiver.Url);
        var before = DateTime.UtcNow;
        Receiver.Answer = (_, context) =>
        {
            // A date has no fractions of a second (RFC 9110, 10.2.3).
            context.Response.Headers.RetryAfter = byDate ? before.AddHours(2).AddSeconds(1).ToString("R", CultureInfo.InvariantCulture) : "7200";
            return Task.FromResult(429);
        };

        await App.NotifyAsync(Lan, 1);

        await App.UntilAsync(w => w.RetryAt >= before.AddHours(2));
        Receiver.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_not_kept_any_more_when_its_receiver_comes_back_is_left_out()
    {
        await Lan.AddWebhookAsync(Receiver.Url);
        await App.NotifyAsync(LanId, ["arrives"]);
        await App.UntilAsync(w => w.Cursor == 1);
        // It never takes the old ones: one that is read for an attempt before it is deleted may be sent after that.
        Receiver.Answer = (received, _) => Task.FromResult(received.Sequence <= 3 ? 500 : 200);
        await App.NotifyAsync(LanId, ["old", "old"]);
        await App.UntilAsync(w => w.Attempts > 0);
        Time.Later += TimeSpan.FromDays(200);
        await App.NotifyAsync(LanId, ["new", "new"]);
        await App.Hosted<NotificationRetention>().PurgeAsync(Cancel);

        await GoOnUntilAsync(() => Receiver.Taken.Count == 3);

        Receiver.Taken.ShouldBe([1, 4, 5]);
    }

    [Fact]
    public async Task While_its_owner_is_banned_nothing_is_sent_and_afterwards_nothing_is_missing()
    {
        using var minh = await App.RegisterAsync("minh");
        var minhId = (await minh.ProfileAsync()).Id;
        await minh.AddWebhookAsync(Receiver.Url);
        await App.BanAsync(minhId);
        var before = DateTime.UtcNow;
        await App.NotifyAsync(minhId, ["waits"]);
        await App.UntilAsync(w => w.RetryAt >= before.AddMinutes(5));
        Receiver.All.ShouldBeEmpty();

        await App.BanAsync(minhId, banned: false);
        await GoOnUntilAsync(() => Receiver.Taken.Count == 1);
    }

    /// <summary>Lets so much time pass, again and again, that what waits for its next attempt gets it.</summary>
    private async Task GoOnUntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TestSocket.Patience);
        while (!condition())
        {
            await Task.Delay(50, patience.Token);
            Time.Later += TimeSpan.FromMinutes(1);
        }
    }
}

using System.Globalization;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Webhooks;

/// <summary>Every notification arrives at the receiver, in order, signed, whatever the receiver does.</summary>
[Trait("Category", "Integration")]
public sealed class WebhookDeliveryTests : IAsyncLifetime
{
    private readonly LaterTime _time = new();
    private BlogApplication _app = null!;
    private TestUser _lan = null!;
    private WebhookReceiver _receiver = null!;
    private string _lanId = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = BlogApplication.Start(
            new Dictionary<string, string> { ["Notifications:ComparisonInterval"] = "00:00:00.100" },
            services: services => services.AddSingleton<TimeProvider>(_time));
        _lan = await _app.RegisterAsync("lan");
        _lanId = (await _lan.ProfileAsync()).Id;
        _receiver = await WebhookReceiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
        _lan.Dispose();
    }

    [Fact]
    public async Task Each_arrives_once_in_order_signed_as_the_frame_that_a_socket_gets()
    {
        await _app.NotifyAsync(_lan, 1);
        var secret = await _lan.AddWebhookAsync(_receiver.Url);
        await using var socket = await _lan.ConnectAsync();

        await _app.NotifyAsync(_lanId, Enumerable.Range(2, 120).Select(number => $"Số {number} “ơ”"));

        await _receiver.UntilAsync(r => r.Taken.Count >= 120);
        // From now on: what was there before the webhook is not sent.
        _receiver.All.Select(r => r.Sequence).ShouldBe(Enumerable.Range(2, 120).Select(number => (long)number));
        _receiver.All.ShouldAllBe(r => r.IsSignedWith(secret));
        _receiver.All.Select(r => r.Id).Distinct().Count().ShouldBe(120);
        _receiver.All.ShouldAllBe(r => !r.Id.Contains('.'));
        long.Parse(_receiver.All[0].Timestamp, CultureInfo.InvariantCulture)
            .ShouldBeInRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
        var (sent, shown) = (_receiver.All[0].Frame, await socket.ReceiveAsync());
        foreach (var name in new[] { "type", "message", "kind", "link", "createdAt" })
        {
            sent.Text(name).ShouldBe(shown.Text(name));
        }
    }

    [Fact]
    public async Task The_message_is_in_its_user_s_language()
    {
        using var minh = await _app.RegisterAsync("minh");
        using var chosen = await _lan.Http.PostAsync(
            new Uri("/preferences", UriKind.Relative), new FormUrlEncodedContent(new Dictionary<string, string> { ["language"] = "vi" }), Cancel);
        await _lan.AddWebhookAsync(_receiver.Url);

        await minh.CommentAsync(await _lan.PublishAsync());

        await _receiver.UntilAsync(r => r.Taken.Count == 1);
        _receiver.All[0].Frame.Text("message").ShouldBe("minh đã bình luận bài “A post” của bạn");
    }

    [Fact]
    public async Task What_fails_is_tried_again_with_the_same_id_and_nothing_overtakes_it()
    {
        var secret = await _lan.AddWebhookAsync(_receiver.Url);
        var seen = new Dictionary<string, int>();
        // Of every third, two attempts fail.
        _receiver.Answer = (received, _) =>
        {
            seen[received.Id] = seen.GetValueOrDefault(received.Id) + 1;
            return Task.FromResult(received.Sequence % 3 == 0 && seen[received.Id] <= 2 ? 503 : 204);
        };

        await _app.NotifyAsync(_lanId, Enumerable.Range(1, 10).Select(number => $"{number}"));
        await GoOnUntilAsync(() => _receiver.Taken.Count == 10);

        _receiver.Taken.ShouldBe(Enumerable.Range(1, 10).Select(number => (long)number));
        _receiver.All.Count.ShouldBe(10 + (3 * 2));
        _receiver.All.GroupBy(r => r.Sequence).ShouldAllBe(same => same.Select(r => r.Id).Distinct().Count() == 1);
        _receiver.All.ShouldAllBe(r => r.IsSignedWith(secret));
    }

    [Fact]
    public async Task A_receiver_that_was_not_there_gets_everything_once_it_is()
    {
        await _receiver.DisposeAsync();
        await _lan.AddWebhookAsync(_receiver.Url);
        await _app.NotifyAsync(_lan, 3);
        await _app.UntilAsync(w => w.Attempts > 0);
        (await _app.WebhookAsync()).Status.ShouldBeNull();

        await using var receiver = await WebhookReceiver.StartAsync(new Uri(_receiver.Url));
        await GoOnUntilAsync(() => receiver.Taken.Count == 3);

        receiver.Taken.ShouldBe([1, 2, 3]);
        await _app.UntilAsync(w => w is { Cursor: 3, FailingSince: null, Answer: null });
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
        using var minh = await _app.RegisterAsync("minh");
        await minh.AddWebhookAsync(_receiver.Url);
        await _lan.AddWebhookAsync(silent.Url);
        await _app.NotifyAsync(_lan, 1);

        await _app.NotifyAsync(minh, 20);
        await _receiver.UntilAsync(r => r.Taken.Count == 20);
        silent.All.ShouldBeEmpty();

        await silent.UntilAsync(r => r.All.Count == 1);
        using var patience = new CancellationTokenSource(TestSocket.Patience);
        string page;
        do
        {
            page = await _lan.Http.GetStringAsync("/account/webhooks", patience.Token);
        }
        while (!page.Contains("No whole answer within 10 s.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_retracted_meanwhile_is_skipped()
    {
        using var minh = await _app.RegisterAsync("minh");
        await _lan.AddWebhookAsync(_receiver.Url);
        _receiver.AnswerWith(500);
        var slug = await _lan.PublishAsync();
        await minh.CommentAsync(slug, "One.");
        var regretted = await minh.CommentAsync(slug, "Two.");
        var last = await minh.CommentAsync(slug, "Three.");
        await _app.UntilAsync(w => w.Attempts > 0);
        foreach (var comment in new[] { regretted, last })
        {
            using var deleted = await minh.Http.DeleteAsync(new Uri($"/api/posts/{slug}/comments/{comment}", UriKind.Relative), Cancel);
            deleted.EnsureSuccessStatusCode();
        }

        _receiver.AnswerWith(200);
        await GoOnUntilAsync(() => _receiver.Taken.Count == 1);

        await _app.UntilAsync(w => w.Cursor == 3);
        _receiver.Taken.ShouldBe([1]);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    public async Task A_redirect_is_a_failure_and_not_followed(int status)
    {
        await using var elsewhere = await WebhookReceiver.StartAsync();
        await _lan.AddWebhookAsync(_receiver.Url);
        _receiver.Answer = (_, context) =>
        {
            context.Response.Headers.Location = elsewhere.Url;
            return Task.FromResult(status);
        };

        await _app.NotifyAsync(_lan, 1);

        await _app.UntilAsync(w => w.Status == status);
        elsewhere.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_an_answer_no_more_than_a_kilobyte_is_read_and_nothing_harmful_of_it_kept()
    {
        await _lan.AddWebhookAsync(_receiver.Url);
        _receiver.Answer = async (_, context) =>
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

        await _app.NotifyAsync(_lan, 1);

        await _app.UntilAsync(w => w.Status == 500);
        var answer = (await _app.WebhookAsync()).Answer!;
        answer.ShouldStartWith("no ");
        answer.Length.ShouldBeLessThanOrEqualTo(1024);
        answer.ShouldNotContain('\0');
        answer.ShouldNotContain('\u202E');
    }

    [Fact]
    public async Task The_receiver_is_left_alone_for_as_long_as_it_asks()
    {
        await _lan.AddWebhookAsync(_receiver.Url);
        _receiver.Answer = (_, context) =>
        {
            context.Response.Headers.RetryAfter = "7200";
            return Task.FromResult(429);
        };
        var before = DateTime.UtcNow;

        await _app.NotifyAsync(_lan, 1);

        await _app.UntilAsync(w => w.RetryAt >= before.AddHours(2));
        _receiver.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task While_its_owner_is_banned_nothing_is_sent_and_afterwards_nothing_is_missing()
    {
        using var minh = await _app.RegisterAsync("minh");
        var minhId = (await minh.ProfileAsync()).Id;
        await minh.AddWebhookAsync(_receiver.Url);
        await BanAsync(true);
        await _app.NotifyAsync(minhId, ["waits"]);
        await _app.UntilAsync(w => w.RetryAt is not null);
        _receiver.All.ShouldBeEmpty();

        await BanAsync(false);
        await GoOnUntilAsync(() => _receiver.Taken.Count == 1);
    }

    private async Task BanAsync(bool banned)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<BlogBlazor.Accounts.BlogUser>>();
        var minh = (await users.FindByEmailAsync("minh@example.com"))!;
        (await users.SetLockoutEndDateAsync(minh, banned ? DateTimeOffset.MaxValue : null)).Succeeded.ShouldBeTrue();
    }

    /// <summary>Lets so much time pass, again and again, that what waits for its next attempt gets it.</summary>
    private async Task GoOnUntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TestSocket.Patience);
        while (!condition())
        {
            await Task.Delay(50, patience.Token);
            _time.Later += TimeSpan.FromMinutes(1);
        }
    }
}

using BlogBlazor.Notifications.Webhooks;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Webhooks;

/// <summary>What is known of a webhook in memory is in its row, too, once its turn has ended.</summary>
[Trait("Category", "Integration")]
public sealed class WebhookTurnTests : IAsyncLifetime
{
    private static readonly WebhookAnswer Failure = new(503, "Busy", RetryAfter: null);
    private static readonly CancellationToken Stopping = new(canceled: true);

    // The worker leaves this webhook alone: it has nothing to deliver.
    private readonly BlogApplication _app = BlogApplication.Start();
    private TestUser _lan = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _lan = await _app.RegisterAsync("lan");
        await _lan.AddWebhookAsync("http://127.0.0.1:9/hook");
    }

    public async ValueTask DisposeAsync()
    {
        _lan.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task What_could_not_be_listed_as_given_up_is_not_passed_over()
    {
        await TakeTurnAsync(turn => Should.ThrowAsync<OperationCanceledException>(() => turn.GaveUpAsync(1, Failure, Stopping)));
        (await _app.WebhookAsync()).Cursor.ShouldBe(0);

        await TakeTurnAsync(turn => turn.GaveUpAsync(1, Failure, Cancel));
        (await _app.WebhookAsync()).Cursor.ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_whose_next_attempt_could_not_be_put_off_does_not_count()
    {
        await TakeTurnAsync(turn => Should.ThrowAsync<OperationCanceledException>(() => turn.FailedAsync(Failure, TimeSpan.FromHours(1), Stopping)));

        (await _app.WebhookAsync()).Attempts.ShouldBe(0);
    }

    [Fact]
    public async Task What_arrived_while_the_server_stopped_is_not_sent_again()
    {
        await TakeTurnAsync(turn => Should.ThrowAsync<OperationCanceledException>(() => turn.DeliveredAsync(1, Stopping)));

        (await _app.WebhookAsync()).Cursor.ShouldBe(1);
    }

    [Fact]
    public async Task With_the_retracted_one_its_failures_are_gone()
    {
        await TakeTurnAsync(turn => turn.FailedAsync(Failure, TimeSpan.Zero, Cancel));

        await TakeTurnAsync(turn => Task.FromResult(turn.Skip(1)));

        var webhook = await _app.WebhookAsync();
        (webhook.Cursor, webhook.Attempts, webhook.FailingSince).ShouldBe((1, 0, null));
    }

    [Fact]
    public async Task What_was_retracted_before_it_was_tried_says_nothing_about_the_receiver()
    {
        await TakeTurnAsync(async turn =>
        {
            await turn.GaveUpAsync(1, Failure, Cancel);
            turn.Skip(2);
        });

        var webhook = await _app.WebhookAsync();
        (webhook.Cursor, webhook.FailingSince is null).ShouldBe((2, false));
    }

    private async Task TakeTurnAsync(Func<WebhookTurn, Task> act)
    {
        var leases = _app.Services.GetRequiredService<WebhookLeases>();
        await using var turn = (await leases.TakeAsync((await _app.WebhookAsync()).Id, Cancel)).ShouldNotBeNull();
        await act(turn);
    }
}

using BlogBlazor.Data;
using BlogBlazor.Notifications.Delivery;

namespace BlogBlazor.Notifications.Webhooks;

/// <summary>
/// Delivers what a webhook has not got yet, by the rule of every surface: in order from its cursor, nothing left out. The
/// cursor moves on once the receiver has answered, so what a kill interrupts comes twice rather than never.
/// </summary>
public sealed class WebhookDelivery(
    WebhookLeases leases, WebhookSender sender, INotificationLog log, INotifier notifier, NotificationMetrics metrics, TimeProvider time)
{
    /// <summary>Then others get the place of a webhook that has much to deliver.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(5);

    public async Task DeliverAsync(int webhookId, CancellationToken cancellationToken)
    {
        await using var turn = await leases.TakeAsync(webhookId, cancellationToken);
        if (turn is null)
        {
            return;
        }

        var start = time.GetTimestamp();
        using var subscription = new NotificationSubscription(turn.Webhook.UserId, turn.Cursor, epoch: null, log, time);
        await foreach (var happened in subscription.ReadAllAsync(cancellationToken))
        {
            var goesOn = happened switch
            {
                Delivered delivered => await AttemptAsync(turn, delivered, cancellationToken),
                Retracted retracted => turn.Skip(retracted.Sequence),
                WasReset reset => turn.Skip(reset.Oldest - 1),
                _ => true,
            };
            if (!goesOn || turn.Cursor >= subscription.Latest || time.GetElapsedTime(start) > LongestTurn)
            {
                break;
            }
        }
    }

    /// <returns>Whether the turn goes on.</returns>
    private async Task<bool> AttemptAsync(WebhookTurn turn, Delivered delivered, CancellationToken cancellationToken)
    {
        if (!turn.Lasts)
        {
            // The database was away for a while: another instance may hold the webhook by now.
            return false;
        }

        var answer = await sender.SendAsync(turn.Webhook, turn.Language, delivered, cancellationToken);
        var sequence = delivered.Notification.Sequence;
        if (answer.IsSuccess)
        {
            metrics.Delivered(Surface.Webhook, DeliverySource.Connect, delay: default);
            return await turn.DeliveredAsync(sequence, cancellationToken);
        }

        var delay = WebhookRetries.Delay(turn.Attempts + 1, answer.RetryAfter, Random.Shared.NextDouble());
        // Not before all attempts: for days this server may have been off, or the owner locked out.
        if (answer.IsGone || (delay is null && time.UtcNow() - turn.FailingSince >= WebhookRetries.LongestFailing))
        {
            await turn.DisableAsync(answer, write => TellAsync(write, turn.Webhook, cancellationToken), cancellationToken);
            return false;
        }

        if (delay is not null)
        {
            await turn.FailedAsync(answer, delay.Value, cancellationToken);
            return false;
        }

        return await turn.GaveUpAsync(sequence, answer, cancellationToken);
    }

    private Task<int> TellAsync(WriteTransaction write, Webhook webhook, CancellationToken cancellationToken) => notifier.NotifyAsync(
        write,
        [new NewNotification(webhook.UserId, WebhookNotices.Disabled, WebhookNotices.SubjectOf(webhook.Id), "/account/webhooks") { Text = new Uri(webhook.Url).Host }],
        cancellationToken);
}

internal static class WebhookNotices
{
    public static readonly NotificationKind Disabled = new("webhook", "Your webhook to {1} was switched off, since it only failed")
    {
        Label = "Webhooks",
        CanBeMuted = false,
    };

    public static string SubjectOf(int webhookId) => $"webhooks/{webhookId}";
}

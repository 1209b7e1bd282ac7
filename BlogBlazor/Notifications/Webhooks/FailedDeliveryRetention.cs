using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications.Webhooks;

/// <summary>A failed delivery stays as long as its notification: afterwards there is nothing that could be sent again.</summary>
public sealed class FailedDeliveryRetention(
    IDbContextFactory<BlogDbContext> databases, TimeProvider time, ILogger<FailedDeliveryRetention> logger) : HourlyCleanup(time, logger)
{
    public override async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.FailedDeliveries
            .Where(failed => !db.Webhooks.Any(webhook => webhook.Id == failed.WebhookId
                && db.Notifications.Any(n => n.RecipientId == webhook.UserId && n.Sequence == failed.Sequence)))
            .ExecuteDeleteAsync(cancellationToken);
    }
}

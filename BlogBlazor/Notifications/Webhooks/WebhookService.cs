using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Localization;
using BlogBlazor.Notifications.Delivery;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Notifications.Webhooks;

/// <summary>A user's webhooks and what they failed to deliver; every query is filtered by that user.</summary>
public sealed class WebhookService(
    IDbContextFactory<BlogDbContext> databases,
    WebhookSender sender,
    NotificationStore store,
    OutgoingRule rule,
    TimeProvider time,
    IStringLocalizer<Texts> texts)
{
    /// <summary>What was given up is shown so far back.</summary>
    public const int MaxFailed = 50;

    /// <summary>At most <see cref="Webhook.MaxPerUser"/>.</summary>
    public async Task<IReadOnlyList<Webhook>> ListAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Webhooks.AsNoTracking().Where(w => w.UserId == userId).OrderBy(w => w.Id).ToListAsync(cancellationToken);
    }

    /// <summary>The newest <see cref="MaxFailed"/>, newest first.</summary>
    public async Task<IReadOnlyList<FailedDelivery>> ListFailedAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Failed(db, userId).AsNoTracking().OrderByDescending(f => f.Id).Take(MaxFailed).ToListAsync(cancellationToken);
    }

    /// <summary>It gets what is new from now on.</summary>
    /// <exception cref="InvalidInputException">Nothing was added.</exception>
    public async Task<Webhook> AddAsync(string userId, string? url, CancellationToken cancellationToken)
    {
        url = url?.Trim();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.LockAsync($"webhooks {userId}", cancellationToken);
        var urls = await db.Webhooks.Where(w => w.UserId == userId).Select(w => w.Url).ToListAsync(cancellationToken);
        InvalidInputException.ThrowIfAny(
            ("url", rule.Problem(url, texts) ?? (urls.Contains(url!) ? texts["You have a webhook of this address already."].Value : null)),
            ("", urls.Count < Webhook.MaxPerUser ? null : texts["You have {0} webhooks; remove one first.", urls.Count].Value));
        var webhook = new Webhook
        {
            UserId = userId,
            Url = url!,
            Secret = WebhookSignature.NewSecret(),
            CreatedAt = time.UtcNow(),
            Cursor = await db.Inboxes.Where(i => i.UserId == userId).Select(i => i.LastSequence).SingleOrDefaultAsync(cancellationToken),
        };
        db.Add(webhook);
        await write.CommitAsync(cancellationToken);
        return webhook;
    }

    /// <returns>False when there is none such.</returns>
    public async Task<bool> RemoveAsync(string userId, int id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var removed = await db.Webhooks.Where(w => w.Id == id && w.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
        return removed > 0;
    }

    /// <summary>It goes on where it stopped.</summary>
    /// <returns>False when there is none such.</returns>
    public async Task<bool> SwitchOnAsync(string userId, int id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var switchedOn = await db.Webhooks.Where(w => w.Id == id && w.UserId == userId).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.DisabledAt, (DateTime?)null)
                .SetProperty(w => w.FailingSince, (DateTime?)null)
                .SetProperty(w => w.RetryAt, (DateTime?)null)
                .SetProperty(w => w.Attempts, 0),
            cancellationToken);
        await write.CommitAsync(cancellationToken);
        return switchedOn > 0;
    }

    /// <summary>Sends once more what was given up; when it fails again it stays, with the new answer.</summary>
    /// <returns>Null when there is nothing to send any more: retracted, or older than what is kept.</returns>
    public async Task<WebhookAnswer?> ResendAsync(string userId, int failedId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var failed = await Failed(db, userId).AsNoTracking().SingleOrDefaultAsync(f => f.Id == failedId, cancellationToken);
        var notification = failed is null
            ? null
            : await db.Notifications.AsNoTracking().SingleOrDefaultAsync(
                n => n.RecipientId == userId && n.Sequence == failed.Sequence && n.RetractedAt == null && !n.IsHidden, cancellationToken);
        if (failed is null || notification is null)
        {
            await DiscardAsync(userId, failedId, cancellationToken);
            return null;
        }

        var webhook = await db.Webhooks.AsNoTracking().SingleAsync(w => w.Id == failed.WebhookId, cancellationToken);
        var language = await db.Users.Where(u => u.Id == userId).Select(u => u.Language).SingleAsync(cancellationToken);
        var unread = (await store.ReadSnapshotAsync(userId, cancellationToken)).Unread;
        var answer = await sender.SendAsync(webhook, language, new Delivered(notification, unread), cancellationToken);
        if (answer.IsSuccess)
        {
            await DiscardAsync(userId, failedId, cancellationToken);
            return answer;
        }

        var now = time.UtcNow();
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await Failed(db, userId).Where(f => f.Id == failedId).ExecuteUpdateAsync(
            set => set.SetProperty(f => f.FailedAt, now).SetProperty(f => f.Status, answer.Status).SetProperty(f => f.Answer, answer.Text),
            cancellationToken);
        await write.CommitAsync(cancellationToken);
        return answer;
    }

    public async Task DiscardAsync(string userId, int failedId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await Failed(db, userId).Where(f => f.Id == failedId).ExecuteDeleteAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    private static IQueryable<FailedDelivery> Failed(BlogDbContext db, string userId) =>
        db.FailedDeliveries.Where(f => db.Webhooks.Any(w => w.Id == f.WebhookId && w.UserId == userId));
}

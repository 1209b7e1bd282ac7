using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace BlogBlazor.Notifications.Webhooks;

/// <summary>A webhook while its lease is held: whoever holds it, and nobody else, writes what became of its deliveries.</summary>
public sealed class WebhookTurn(IDbContextFactory<BlogDbContext> databases, TimeProvider time, Webhook webhook, string? language)
    : IAsyncDisposable
{
    private DateTime _until = webhook.LeasedUntil!.Value;

    public Webhook Webhook => webhook;

    /// <summary>Its user's, null when none was chosen.</summary>
    public string? Language => language;

    public long Cursor { get; private set; } = webhook.Cursor;
    public int Attempts { get; private set; } = webhook.Attempts;
    public DateTime? FailingSince { get; private set; } = webhook.FailingSince;

    /// <summary>Whether the lease lasts for another attempt.</summary>
    public bool Lasts => time.UtcNow() + WebhookSender.Timeout <= _until;

    /// <summary>Nothing is to be delivered up to here; it is written with what is written next.</summary>
    public bool Skip(long sequence)
    {
        Cursor = Math.Max(Cursor, sequence);
        return true;
    }

    public Task<bool> DeliveredAsync(long sequence, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        (Cursor, Attempts, FailingSince) = (sequence, 0, null);
        return WriteAsync(
            set => set.SetProperty(w => w.DeliveredAt, now).SetProperty(w => w.Status, (int?)null).SetProperty(w => w.Answer, (string?)null),
            alongside: null,
            cancellationToken);
    }

    /// <summary>It is tried again after a while.</summary>
    public Task<bool> FailedAsync(WebhookAnswer answer, TimeSpan delay, CancellationToken cancellationToken)
    {
        var retryAt = time.UtcNow() + delay;
        Attempts++;
        return FailedAsync(answer, set => set.SetProperty(w => w.RetryAt, retryAt), alongside: null, cancellationToken);
    }

    /// <summary>It is kept as failed, and the next one's turn comes.</summary>
    public Task<bool> GaveUpAsync(long sequence, WebhookAnswer answer, CancellationToken cancellationToken)
    {
        var failed = new FailedDelivery
        {
            WebhookId = webhook.Id,
            Sequence = sequence,
            FailedAt = time.UtcNow(),
            Status = answer.Status,
            Answer = answer.Text,
        };
        (Cursor, Attempts) = (sequence, 0);
        return FailedAsync(answer, _ => { }, write => Task.FromResult(write.Db.Add(failed)), cancellationToken);
    }

    /// <param name="tell">Tells its user, in the same transaction.</param>
    public Task<bool> DisableAsync(WebhookAnswer answer, Func<WriteTransaction, Task> tell, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        return FailedAsync(answer, set => set.SetProperty(w => w.DisabledAt, now), tell, cancellationToken);
    }

    /// <summary>Lets go of the lease. Where the database refuses, it ends by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
            await using var write = await db.BeginWriteAsync(CancellationToken.None);
            await Held(db).ExecuteUpdateAsync(
                set => set.SetProperty(w => w.Cursor, Cursor).SetProperty(w => w.LeasedBy, (string?)null), CancellationToken.None);
            await write.CommitAsync(CancellationToken.None);
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            // See above.
        }
    }

    private Task<bool> FailedAsync(
        WebhookAnswer answer, Action<UpdateSettersBuilder<Webhook>> also, Func<WriteTransaction, Task>? alongside, CancellationToken cancellationToken)
    {
        FailingSince ??= time.UtcNow();
        return WriteAsync(
            set => also(set.SetProperty(w => w.Status, answer.Status).SetProperty(w => w.Answer, answer.Text)), alongside, cancellationToken);
    }

    /// <returns>False when the lease was lost, or the webhook removed: nothing was written.</returns>
    private async Task<bool> WriteAsync(
        Action<UpdateSettersBuilder<Webhook>> also, Func<WriteTransaction, Task>? alongside, CancellationToken cancellationToken)
    {
        var until = time.UtcNow() + WebhookLeases.Length;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var held = await Held(db).ExecuteUpdateAsync(
            set =>
            {
                set.SetProperty(w => w.Cursor, Cursor)
                    .SetProperty(w => w.Attempts, Attempts)
                    .SetProperty(w => w.FailingSince, FailingSince)
                    .SetProperty(w => w.LeasedUntil, until);
                also(set);
            },
            cancellationToken) == 1;
        if (held)
        {
            await (alongside?.Invoke(write) ?? Task.CompletedTask);
            await write.CommitAsync(cancellationToken);
            _until = until;
        }

        return held;
    }

    private IQueryable<Webhook> Held(BlogDbContext db) => db.Webhooks.Where(w => w.Id == webhook.Id && w.LeasedBy == webhook.LeasedBy);
}

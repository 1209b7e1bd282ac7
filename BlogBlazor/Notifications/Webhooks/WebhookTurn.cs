using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace BlogBlazor.Notifications.Webhooks;

/// <summary>A webhook while its lease is held: whoever holds it, and nobody else, writes what became of its deliveries.</summary>
public sealed class WebhookTurn(IDbContextFactory<BlogDbContext> databases, TimeProvider time, Webhook webhook, string? language)
    : IAsyncDisposable
{
    private DateTime _until = webhook.LeasedUntil!.Value;
    private Progress _progress = new(webhook.Cursor, webhook.Attempts, webhook.FailingSince);

    private readonly record struct Progress(long Cursor, int Attempts, DateTime? FailingSince);

    public Webhook Webhook => webhook;

    /// <summary>Its user's, null when none was chosen.</summary>
    public string? Language => language;

    public long Cursor => _progress.Cursor;
    public int Attempts => _progress.Attempts;
    public DateTime? FailingSince => _progress.FailingSince;

    /// <summary>Whether the lease lasts for another attempt.</summary>
    public bool Lasts => time.UtcNow() + WebhookSender.Timeout <= _until;

    /// <summary>Nothing is to be delivered up to here; it is written with what is written next.</summary>
    public bool Skip(long sequence)
    {
        if (sequence > Cursor)
        {
            // With the one that failed goes what is known of its failing.
            _progress = new Progress(sequence, 0, Attempts > 0 ? null : FailingSince);
        }

        return true;
    }

    public Task<bool> DeliveredAsync(long sequence, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        // It has arrived, whether or not that can be written now.
        _progress = new Progress(sequence, 0, null);
        return WriteAsync(
            _progress,
            set => set.SetProperty(w => w.DeliveredAt, now).SetProperty(w => w.Status, (int?)null).SetProperty(w => w.Answer, (string?)null),
            alongside: null,
            cancellationToken);
    }

    /// <summary>It is tried again after a while.</summary>
    public Task<bool> FailedAsync(WebhookAnswer answer, TimeSpan delay, CancellationToken cancellationToken)
    {
        var retryAt = time.UtcNow() + delay;
        return FailedAsync(
            Failing with { Attempts = Attempts + 1 }, answer, set => set.SetProperty(w => w.RetryAt, retryAt), alongside: null, cancellationToken);
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
        return FailedAsync(
            Failing with { Cursor = sequence, Attempts = 0 }, answer, _ => { }, write => Task.FromResult(write.Db.Add(failed)), cancellationToken);
    }

    /// <param name="tell">Tells its user, in the same transaction.</param>
    public Task<bool> DisableAsync(WebhookAnswer answer, Func<WriteTransaction, Task> tell, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        return FailedAsync(Failing, answer, set => set.SetProperty(w => w.DisabledAt, now), tell, cancellationToken);
    }

    /// <summary>Lets go of the lease. Where the database refuses, it ends by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
            await using var write = await db.BeginWriteAsync(CancellationToken.None);
            await Held(db).ExecuteUpdateAsync(set => Set(set, _progress).SetProperty(w => w.LeasedBy, (string?)null), CancellationToken.None);
            await write.CommitAsync(CancellationToken.None);
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            // See above.
        }
    }

    private Progress Failing => _progress with { FailingSince = FailingSince ?? time.UtcNow() };

    private Task<bool> FailedAsync(
        Progress progress,
        WebhookAnswer answer,
        Action<UpdateSettersBuilder<Webhook>> also,
        Func<WriteTransaction, Task>? alongside,
        CancellationToken cancellationToken) => WriteAsync(
            progress,
            set => also(set.SetProperty(w => w.Status, answer.Status).SetProperty(w => w.Answer, answer.Text)),
            alongside,
            cancellationToken);

    /// <returns>False when the lease was lost, or the webhook removed: nothing was written.</returns>
    private async Task<bool> WriteAsync(
        Progress progress,
        Action<UpdateSettersBuilder<Webhook>> also,
        Func<WriteTransaction, Task>? alongside,
        CancellationToken cancellationToken)
    {
        var until = time.UtcNow() + WebhookLeases.Length;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var held = await Held(db).ExecuteUpdateAsync(
            set => also(Set(set, progress).SetProperty(w => w.LeasedUntil, until)), cancellationToken) == 1;
        if (held)
        {
            await (alongside?.Invoke(write) ?? Task.CompletedTask);
            await write.CommitAsync(cancellationToken);
            // Only now: where a notification could not be listed as given up, the cursor must not pass it over.
            (_progress, _until) = (progress, until);
        }

        return held;
    }

    private static UpdateSettersBuilder<Webhook> Set(UpdateSettersBuilder<Webhook> set, Progress progress) =>
        set.SetProperty(w => w.Cursor, progress.Cursor)
            .SetProperty(w => w.Attempts, progress.Attempts)
            .SetProperty(w => w.FailingSince, progress.FailingSince);

    private IQueryable<Webhook> Held(BlogDbContext db) => db.Webhooks.Where(w => w.Id == webhook.Id && w.LeasedBy == webhook.LeasedBy);
}

using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Idempotency;

/// <summary>Deletes the records whose time is over even when no key comes any more: they hold what users wrote.</summary>
public sealed class IdempotencyRetention(
    IDbContextFactory<BlogDbContext> databases, TimeProvider time, ILogger<IdempotencyRetention> logger) : HourlyCleanup(time, logger)
{
    public override async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.LockAsync("idempotency retention", cancellationToken);
        await db.IdempotencyRecords.DeleteExpiredAsync(Time, cancellationToken);
        await write.CommitAsync(cancellationToken);
    }
}

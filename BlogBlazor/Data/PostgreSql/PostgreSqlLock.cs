using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Data.PostgreSql;

/// <summary>An advisory lock of a name: one holder at a time, on all instances.</summary>
internal static class PostgreSqlLock
{
    /// <summary>Held by the context's connection, which must stay open, until disposed.</summary>
    public static async Task<IAsyncDisposable> TakeAsync(BlogDbContext db, string name, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock(hashtextextended({name}, 0))", cancellationToken);
        return new Held(db, name);
    }

    /// <inheritdoc cref="TakeAsync"/>
    /// <returns>Null where somebody else has it.</returns>
    public static async Task<IAsyncDisposable?> TryTakeAsync(BlogDbContext db, string name, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_lock(hashtextextended({name}, 0)) AS \"Value\"").SingleAsync(cancellationToken)
            ? new Held(db, name)
            : null;

    /// <summary>Held until the end of the transaction.</summary>
    public static Task TakeInTransactionAsync(BlogDbContext db, string name, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))", cancellationToken);

    private sealed class Held(BlogDbContext db, string name) : IAsyncDisposable
    {
        // A pooled connection that is closed keeps its locks until it is used again.
        public async ValueTask DisposeAsync() =>
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock(hashtextextended({name}, 0))");
    }
}

using BlogBlazor.Data.PostgreSql;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BlogBlazor.Data;

/// <summary>
/// One unit of writing: everything in it is committed together or not at all. Disposing without
/// <see cref="CommitAsync"/> rolls back.
/// </summary>
public sealed class WriteTransaction : IAsyncDisposable
{
    private readonly WriteGate _gate;
    private readonly IDbContextTransaction _transaction;
    private readonly List<Action> _afterCommit = [];

    internal WriteTransaction(BlogDbContext db, WriteGate gate, IDbContextTransaction transaction)
    {
        Db = db;
        _gate = gate;
        _transaction = transaction;
    }

    public BlogDbContext Db { get; }

    /// <summary>
    /// Runs <paramref name="action"/> once the rows are durable. The gate is still held then, so that with a single writer
    /// actions run in the order of the commits: they must neither block nor throw.
    /// </summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    /// <summary>
    /// Until the end of the transaction no other one, on any instance, holds the lock of this name: for what is looked up
    /// first and then written. Names that are taken together are always taken in the same order.
    /// </summary>
    public async Task LockAsync(string name, CancellationToken cancellationToken)
    {
        // In SQLite a writing transaction excludes every other from its start.
        if (Db.Database.IsNpgsql())
        {
            await PostgreSqlLock.TakeInTransactionAsync(Db, name, cancellationToken);
        }
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await Db.SaveChangesAsync(cancellationToken);
        // From here on nothing may be cancelled: the caller would not know whether the rows are there.
        await _transaction.CommitAsync(CancellationToken.None);
        foreach (var action in _afterCommit)
        {
            action();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _transaction.DisposeAsync();
        }
        finally
        {
            _gate.Leave();
        }
    }
}

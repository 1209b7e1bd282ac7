namespace BlogBlazor.Data;

/// <summary>
/// Lets so many writers of this process at the database at a time. SQLite has a single one anyway; waiting here is
/// asynchronous, while waiting in SQLite blocks a thread of the pool.
/// </summary>
public sealed class WriteGate(int writers) : IDisposable
{
    /// <summary>Behind a locked database the writers would queue up, each to wait its own time once it is inside.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(writers);

    /// <exception cref="DatabaseBusyException">It took too long.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (!await _gate.WaitAsync(Patience, cancellationToken))
        {
            throw new DatabaseBusyException();
        }
    }

    /// <summary>Somebody has written. Handlers must neither block nor throw.</summary>
    public event Action? Left;

    public void Leave()
    {
        _gate.Release();
        Left?.Invoke();
    }

    public void Dispose() => _gate.Dispose();
}

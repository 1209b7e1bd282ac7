namespace BlogBlazor.Data;

/// <summary>
/// Lets one writer of this process at the database at a time. SQLite has a single writer anyway; waiting here is
/// asynchronous, while waiting in SQLite blocks a thread of the pool.
/// </summary>
public sealed class WriteGate : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    public Task EnterAsync(CancellationToken cancellationToken) => _gate.WaitAsync(cancellationToken);

    public void Leave() => _gate.Release();

    public void Dispose() => _gate.Dispose();
}

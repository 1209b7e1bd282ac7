namespace BlogBlazor.Data;

/// <summary>Does something at the start, at every interval, and when it is woken. A round that fails does not stop the next one.</summary>
public abstract class RegularWork(TimeSpan interval, TimeProvider time, DatabaseAbsence absence) : BackgroundService
{
    private readonly SemaphoreSlim _woken = new(0, 1);

    protected TimeProvider Time => time;

    /// <summary>Neither blocks nor throws. Several calls during one round make one more round.</summary>
    public void Wake()
    {
        try
        {
            _woken.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already woken.
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _woken.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task DoAsync(CancellationToken cancellationToken);

    protected abstract void LogFailed(Exception exception);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await absence.TryAsync(() => DoAsync(stoppingToken), LogFailed, stoppingToken);
            await WaitAsync(stoppingToken);
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var over = new CancellationTokenSource(interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, over.Token);
        try
        {
            await _woken.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // The interval is over.
        }
    }
}

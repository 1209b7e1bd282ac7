namespace BlogBlazor.Data;

/// <summary>Does something at the start and then at every interval. A round that fails does not stop the next one.</summary>
public abstract class RegularWork(TimeSpan interval, TimeProvider time) : BackgroundService
{
    protected TimeProvider Time => time;

    protected abstract Task DoAsync(CancellationToken cancellationToken);

    protected abstract void LogFailed(Exception exception);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            try
            {
                await DoAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

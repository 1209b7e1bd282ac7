namespace BlogBlazor.Data;

/// <summary>For what asks the database every few seconds: says once that it is away, and once that it is back.</summary>
public sealed partial class DatabaseAbsence(ILogger logger)
{
    private bool _isAway;

    /// <summary>A round that fails does not stop the next one.</summary>
    /// <param name="logFailed">For a fault that is not the database being away.</param>
    public async Task TryAsync(Func<Task> round, Action<Exception> logFailed, CancellationToken stoppingToken)
    {
        try
        {
            await round();
            if (Interlocked.Exchange(ref _isAway, false))
            {
                LogBack();
            }
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            if (!e.IsDatabaseAway())
            {
                logFailed(e);
            }
            else if (!Interlocked.Exchange(ref _isAway, true))
            {
                LogAway(e.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is away ({Problem}); this goes on when it is back")]
    private partial void LogAway(string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database is back")]
    private partial void LogBack();
}

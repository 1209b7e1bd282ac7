namespace BlogBlazor.Data;

/// <summary>Deletes, at the start and then every hour, what has had its time.</summary>
public abstract partial class HourlyCleanup(TimeProvider time, ILogger logger) : RegularWork(TimeSpan.FromHours(1), time, new DatabaseAbsence(logger))
{
    public abstract Task PurgeAsync(CancellationToken cancellationToken);

    protected override Task DoAsync(CancellationToken cancellationToken) => PurgeAsync(cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What has had its time could not be deleted; the next hour tries again")]
    protected override partial void LogFailed(Exception exception);
}

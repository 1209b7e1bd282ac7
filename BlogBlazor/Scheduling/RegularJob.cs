using BlogBlazor.Data;
using Quartz;

namespace BlogBlazor.Scheduling;

/// <summary>One round of regular work, by one instance at a time. A round that fails does not stop the next one.</summary>
[DisallowConcurrentExecution]
public abstract partial class RegularJob(ILogger logger) : IJob
{
    public abstract Task RunAsync(CancellationToken cancellationToken);

    async ValueTask IJob.Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application stops; what was not done is done by the next round.
        }
        catch (Exception e) when (e.IsDatabaseAway())
        {
            LogDatabaseAway(GetType().Name, e.Message);
        }
        catch (Exception e)
        {
            LogFailed(e, GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Job} found the database away ({Problem}); the next round tries again")]
    private partial void LogDatabaseAway(string job, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Job} failed; the next round tries again")]
    private partial void LogFailed(Exception exception, string job);
}

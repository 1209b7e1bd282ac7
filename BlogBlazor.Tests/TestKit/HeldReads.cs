using System.Data.Common;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Makes a read wait or fail, as any may on PostgreSQL: SQLite answers before its caller goes on. And tells when one is answered.</summary>
public sealed class HeldReads : DbCommandInterceptor
{
    private readonly Lock _lock = new();
    private string? _words;
    private TaskCompletionSource _release = new();
    private string? _failing;
    private TaskCompletionSource _failed = new();
    private string? _awaited;
    private TaskCompletionSource _answered = new();

    /// <summary>The next whose SQL contains the words waits until <see cref="Release"/>; those after it do not.</summary>
    public void HoldNext(string words)
    {
        lock (_lock)
        {
            (_words, _release) = (words, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    public void Release() => _release.SetResult();

    /// <summary>The next whose SQL contains the words fails, wrapped as EF Core wraps what a retry might mend; those after it do not.</summary>
    /// <returns>Ends when it has failed.</returns>
    public Task FailNext(string words)
    {
        lock (_lock)
        {
            (_failing, _failed) = (words, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return _failed.Task;
        }
    }

    /// <returns>Ends when the next whose SQL contains the words is answered: what is written from then on it does not see.</returns>
    public Task AnswerToNext(string words)
    {
        lock (_lock)
        {
            (_awaited, _answered) = (words, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return _answered.Task;
        }
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_awaited is { } awaited && command.CommandText.Contains(awaited, StringComparison.Ordinal))
            {
                _awaited = null;
                _answered.SetResult();
            }
        }

        return ValueTask.FromResult(result);
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Task held;
        lock (_lock)
        {
            if (_failing is { } failing && command.CommandText.Contains(failing, StringComparison.Ordinal))
            {
                _failing = null;
                _failed.SetResult();
                throw new InvalidOperationException("Likely due to a transient failure.", new DatabaseBusyException());
            }

            held = _words is { } words && command.CommandText.Contains(words, StringComparison.Ordinal) ? _release.Task : Task.CompletedTask;
            _words = held.IsCompleted ? _words : null;
        }

        await held.WaitAsync(TestSocket.Patience, cancellationToken);
        return result;
    }
}

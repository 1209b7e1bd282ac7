using System.Data.Common;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Makes a read wait or fail, as any may on PostgreSQL: SQLite answers before its caller goes on.</summary>
public sealed class HeldReads : DbCommandInterceptor
{
    private readonly Lock _lock = new();
    private string? _words;
    private TaskCompletionSource _release = new();
    private string? _failing;
    private TaskCompletionSource _failed = new();

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

using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Counts what an application reads from its database.</summary>
/// <param name="table">Counts only queries of this one: the regular looks of background services are left out.</param>
public sealed class QueryCounter(string table = "") : DbCommandInterceptor
{
    private int _reads;

    public int Reads
    {
        get => Volatile.Read(ref _reads);
        set => Volatile.Write(ref _reads, value);
    }

    /// <summary>For <see cref="BlogApplication.Start"/>.</summary>
    public void Watch(IServiceCollection services) => services.InterceptDatabase(this);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (command.CommandText.StartsWith("SELECT", StringComparison.Ordinal)
            && command.CommandText.Contains(table, StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _reads);
        }

        return new(result);
    }
}

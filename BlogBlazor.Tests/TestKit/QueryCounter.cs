using System.Data.Common;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Counts what an application reads from its database.</summary>
public sealed class QueryCounter : DbCommandInterceptor
{
    private int _reads;

    public int Reads
    {
        get => Volatile.Read(ref _reads);
        set => Volatile.Write(ref _reads, value);
    }

    /// <summary>For <see cref="BlogApplication.Start"/>.</summary>
    public void Watch(IServiceCollection services) =>
        services.ConfigureDbContext<BlogDbContext>(options => options.AddInterceptors(this));

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (command.CommandText.StartsWith("SELECT", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _reads);
        }

        return new(result);
    }
}

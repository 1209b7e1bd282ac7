using System.CommandLine;
using BlogBlazor.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlogBlazor.Data.PostgreSql;

/// <summary>
/// <c>move-to-postgresql "CONNECTION STRING"</c>: everything in the SQLite database, into an empty one on PostgreSQL. It is
/// copied, read back and compared in one transaction, and the SQLite file stays as it is.
/// </summary>
internal static class MoveCommand
{
    public static Command Create()
    {
        var target = new Argument<string>("CONNECTION-STRING")
        {
            Description = "An empty database: \"Host=db;Database=blog;Username=blog\". The password may stand in PGPASSWORD instead.",
        };
        var command = new Command("move-to-postgresql", "Copies the SQLite database to PostgreSQL; the server must be stopped.") { target };
        command.SetAction((parsed, cancellationToken) => MoveAsync(parsed.GetRequiredValue(target), cancellationToken));
        return command;
    }

    private static async Task<int> MoveAsync(string target, CancellationToken cancellationToken)
    {
        var path = SqliteDatabase.PathFor("there is nothing to move");
        if (!File.Exists(path))
        {
            throw new StartupException($"There is no database {path}.");
        }

        var connection = new NpgsqlConnectionStringBuilder(PostgreSqlDatabase.ConnectionString(target, "The connection string"))
        {
            CommandTimeout = 0, // It takes as long as there are rows.
        };
        using var host = Source(path);
        await host.Services.PrepareDatabaseAsync(cancellationToken);
        await using var from = await host.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(cancellationToken);
        using var gate = new WriteGate(writers: 1);
        await using var to = new PostgreSqlDbContext(
            new DbContextOptionsBuilder<PostgreSqlDbContext>().UseNpgsql(connection.ConnectionString).Options, gate);
        try
        {
            await MoveAsync(from, to, cancellationToken);
        }
        catch (Exception e) when (e.FindDatabaseFault() is { } fault)
        {
            throw new StartupException(
                $"Nothing was moved: {(fault is PostgresException told ? $"{told.MessageText} {told.Where}".TrimEnd() : fault.Message)}");
        }

        await Console.Out.WriteLineAsync(
            $"""
            Moved, and all is equal. Set Database:Provider to PostgreSQL and ConnectionStrings:Blog to this connection string, and start.
            {path} stays as it is. Do not serve from it again: the same numbers would mean different things.
            """);
        return 0;
    }

    private static IHost Source(string path)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddData();
        builder.Services.AddSingleton(_ => SqliteLock.TakeAlone(path)); // In place of the shared one.
        return builder.Build();
    }

    private static async Task MoveAsync(BlogDbContext from, PostgreSqlDbContext to, CancellationToken cancellationToken)
    {
        // Nothing is written. It is one view of the database, and no other program writes meanwhile.
        await using var read = await from.BeginWriteAsync(cancellationToken);
        var source = from.Database.GetDbConnection();
        var tables = MovedTable.InOrder(to);
        await RefuseNewerAsync(from, cancellationToken);
        foreach (var table in tables)
        {
            await table.RefuseNulAsync(source, cancellationToken);
        }

        await to.Database.OpenConnectionAsync(cancellationToken);
        // A server that starts on it meanwhile waits, and then finds everything there.
        await using var alone = await PostgreSqlLock.TakeAsync(to, DataExtensions.StartLock, cancellationToken);
        await RefuseNewerAsync(to, cancellationToken);
        await to.Database.MigrateAsync(cancellationToken);
        await using var transaction = await to.Database.BeginTransactionAsync(cancellationToken);
        var target = (NpgsqlConnection)to.Database.GetDbConnection();
        foreach (var table in tables)
        {
            if (await table.HasRowsAsync(target, cancellationToken))
            {
                throw new StartupException($"Nothing was moved: the database is not empty, {table.Name} has rows.");
            }
        }

        var copied = new List<(MovedTable Table, TableContent Content)>();
        foreach (var table in tables)
        {
            copied.Add((table, await table.CopyAsync(source, target, cancellationToken)));
        }

        await SetNextIdsAsync(from, to, cancellationToken);
        await CompareAsync(copied, target, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>What this version does not know it would leave behind.</summary>
    private static async Task RefuseNewerAsync(BlogDbContext db, CancellationToken cancellationToken)
    {
        if (await db.UnknownMigrationsAsync(cancellationToken) is { } unknown)
        {
            throw new StartupException(
                $"Nothing was moved: {db.Database.GetDbConnection().Database} is newer than this version of the application, which does not know {unknown}.");
        }
    }

    /// <summary>From where SQLite stands, not from the highest that is left: the id of what was deleted is in links and records.</summary>
    private static async Task SetNextIdsAsync(BlogDbContext from, PostgreSqlDbContext to, CancellationToken cancellationToken)
    {
        var used = await from.Database.SqlQuery<UsedIds>($"SELECT name AS \"Table\", seq AS Last FROM sqlite_sequence WHERE seq > 0")
            .ToListAsync(cancellationToken);
        foreach (var table in used)
        {
            await to.Database.ExecuteSqlAsync(
                $"SELECT setval(pg_get_serial_sequence(format('%I', {table.Table}), 'Id'), {table.Last})", cancellationToken);
        }
    }

    private static async Task CompareAsync(
        IEnumerable<(MovedTable Table, TableContent Content)> copied, NpgsqlConnection target, CancellationToken cancellationToken)
    {
        var different = new List<string>();
        await Console.Out.WriteLineAsync($"{"",-20} {"SQLite: rows, checksum",25} {"PostgreSQL: rows, checksum",27}");
        foreach (var (table, before) in copied)
        {
            var after = await table.ReadAsync(target, cancellationToken);
            await Console.Out.WriteLineAsync($"{table.Name,-20} {before} {after}  {(after == before ? "equal" : "DIFFERENT")}");
            if (after != before)
            {
                different.Add(table.Name);
            }
        }

        if (different.Count > 0)
        {
            throw new StartupException($"Nothing was moved: the copy differs in {string.Join(", ", different)}.");
        }
    }

    private sealed record UsedIds(string Table, long Last);
}

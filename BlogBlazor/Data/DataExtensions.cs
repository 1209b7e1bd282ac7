using System.Data.Common;
using BlogBlazor.Data.PostgreSql;
using BlogBlazor.Data.Sqlite;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Data;

public static partial class DataExtensions
{
    public const string ConnectionName = "Blog";

    private const string ProviderKey = "Database:Provider";

    /// <summary>Who brings a database up to date, or fills it, does so alone.</summary>
    internal const string StartLock = "start";

    private static readonly TimeSpan LongestMigration = TimeSpan.FromMinutes(10);

    /// <exception cref="StartupException">A key has a value that cannot be used.</exception>
    public static void AddData(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration.NamesPostgreSql())
        {
            builder.AddPostgreSql();
        }
        else
        {
            builder.AddSqlite();
        }

        builder.Services.AddSingleton<Epoch>();
        builder.Services.AddDataProtection().SetApplicationName("BlogBlazor").PersistKeysToDbContext<BlogDbContext>();
    }

    /// <exception cref="StartupException">It names neither database.</exception>
    internal static bool NamesPostgreSql(this IConfiguration configuration) => configuration[ProviderKey] switch
    {
        null or "Sqlite" => false,
        "PostgreSQL" => true,
        var provider => throw new StartupException($"{ProviderKey} is '{provider}', but must be 'Sqlite' or 'PostgreSQL'."),
    };

    /// <summary>Brings the database up to date and reads its epoch, before anything else runs.</summary>
    public static async Task PrepareDatabaseAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        var factory = services.GetRequiredService<IDbContextFactory<BlogDbContext>>();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        try
        {
            db.Database.SetCommandTimeout(LongestMigration);
            await db.Database.OpenConnectionAsync(cancellationToken);
            // One instance starts at a time: the first brings the database up to date, the others find it so.
            await using var alone = db.Database.IsNpgsql() ? await PostgreSqlLock.TakeAsync(db, StartLock, cancellationToken) : null;
            await PostgreSqlDatabase.RequireUnicodeAsync(db, cancellationToken);
            await PrepareAsync(db, services, cancellationToken);
        }
        // Read-only, full, unreadable, damaged, or no database at all: for the operator to mend.
        catch (Exception e) when (e.FindDatabaseFault() is { } fault and not SqliteException { SqliteErrorCode: not (8 or 10 or 11 or 13 or 14 or 26) })
        {
            throw new StartupException($"ConnectionStrings:{ConnectionName} cannot be used: {fault.Message}");
        }
    }

    /// <returns>What a newer version has done to the database; null if there is none such.</returns>
    internal static async Task<string?> UnknownMigrationsAsync(this BlogDbContext db, CancellationToken cancellationToken)
    {
        var unknown = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).Except(db.Database.GetMigrations()).ToList();
        return unknown.Count == 0 ? null : string.Join(", ", unknown);
    }

    private static async Task PrepareAsync(BlogDbContext db, IServiceProvider services, CancellationToken cancellationToken)
    {
        // Migrate() takes a lock row even with nothing to do, and a process killed while it holds it blocks every later
        // start (dotnet/efcore#38958): so it runs only when there is something to do.
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            await db.Database.MigrateAsync(cancellationToken);
        }

        if (db.Database.IsSqlite())
        {
            // A new database has it; a copy that a backup made and somebody put in its place has not.
            await db.Database.ExecuteSqlAsync($"PRAGMA journal_mode = 'wal'", cancellationToken);
        }

        if (await db.UnknownMigrationsAsync(cancellationToken) is { } unknown)
        {
            // Wanted in a rolling update, where the old version runs on beside the new one.
            LogDatabaseIsNewer(services.GetRequiredService<ILogger<BlogDbContext>>(), unknown);
        }

        var restored = services.GetRequiredService<IRestoreDetection>();
        await services.GetRequiredService<Epoch>().LoadAsync(db, await restored.IsRestoredAsync(db, cancellationToken), cancellationToken);
        await restored.RememberAsync(db, cancellationToken);
        // The first use makes the key that signs sign-ins; two instances would make one each, unknown to the other for a while.
        services.GetRequiredService<IDataProtectionProvider>().CreateProtector(StartLock).Protect([]);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The database is newer than this version of the application: it does not know {Migrations}. Both can run side by side during an update.")]
    private static partial void LogDatabaseIsNewer(ILogger logger, string migrations);
}

using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Data;

public static class DataExtensions
{
    public static void AddData(this IHostApplicationBuilder builder)
    {
        var connectionString = DatabaseOptions.SqliteConnectionString(builder.Configuration, builder.Environment.ContentRootPath);
        builder.Services.AddSingleton<WriteGate>();
        builder.Services.AddDbContextFactory<BlogDbContext>(options => options.UseSqlite(connectionString));
        builder.Services.AddSingleton<Epoch>();
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<HighWaterMark>(
            services, HighWaterMark.PathFor(new SqliteConnectionStringBuilder(connectionString).DataSource)));
        builder.Services.AddHostedService(services => services.GetRequiredService<HighWaterMark>());
        builder.Services.AddDataProtection().SetApplicationName("BlogBlazor").PersistKeysToDbContext<BlogDbContext>();
    }

    /// <summary>Brings the database up to date and reads its epoch, before anything else runs.</summary>
    public static async Task PrepareDatabaseAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        var factory = services.GetRequiredService<IDbContextFactory<BlogDbContext>>();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        try
        {
            await PrepareAsync(
                db, services.GetRequiredService<Epoch>(), services.GetRequiredService<HighWaterMark>(), cancellationToken);
        }
        // Read-only, full, unreadable, damaged, or no database at all: for the operator to mend.
        catch (SqliteException e) when (e.SqliteErrorCode is 8 or 10 or 11 or 13 or 14 or 26)
        {
            throw new StartupException($"ConnectionStrings:{DatabaseOptions.ConnectionName} cannot be used: {e.Message}");
        }
    }

    private static async Task PrepareAsync(
        BlogDbContext db, Epoch epoch, HighWaterMark mark, CancellationToken cancellationToken)
    {
        // Migrate() takes a lock row even with nothing to do, and a process killed while it holds it blocks every later
        // start (dotnet/efcore#38958): so it runs only when there is something to do.
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            await db.Database.MigrateAsync(cancellationToken);
        }

        await epoch.LoadAsync(db, isOlderCopy: await mark.IsBelowAsync(db, cancellationToken), cancellationToken);
        await mark.RememberAsync(db, cancellationToken);
    }
}

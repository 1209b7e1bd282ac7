using Microsoft.AspNetCore.DataProtection;
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
        builder.Services.AddDataProtection().SetApplicationName("BlogBlazor").PersistKeysToDbContext<BlogDbContext>();
    }

    /// <summary>Brings the database up to date and reads its epoch, before anything else runs.</summary>
    public static async Task PrepareDatabaseAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        var factory = services.GetRequiredService<IDbContextFactory<BlogDbContext>>();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        // Migrate() takes a lock row even with nothing to do, and a process killed while it holds it blocks every later
        // start (dotnet/efcore#38958): so it runs only when there is something to do.
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            await db.Database.MigrateAsync(cancellationToken);
        }

        await services.GetRequiredService<Epoch>().LoadAsync(db, cancellationToken);
    }
}

using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Data.Sqlite;

/// <summary>The embedded database: one file, one writer, nothing to install.</summary>
internal static class SqliteDatabase
{
    public static void AddSqlite(this IHostApplicationBuilder builder)
    {
        var connection = Connection(builder.Configuration, builder.Environment.ContentRootPath);
        builder.Services.AddSingleton(new WriteGate(writers: 1));
        builder.Services.AddSingleton(_ => SqliteLock.Share(connection.DataSource));
        builder.Services.AddDbContextFactory<BlogDbContext>((services, options) =>
        {
            // Whoever can open a context holds the lock, from then until the end of the process.
            services.GetRequiredService<SqliteLock>();
            options.UseSqlite(connection.ConnectionString).ConfigureWarnings(DatabaseFault.LeaveToCallers);
        });
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<HighWaterMark>(
            services, HighWaterMark.PathFor(connection.DataSource)));
        builder.Services.AddSingleton<IRestoreDetection>(services => services.GetRequiredService<HighWaterMark>());
        builder.Services.AddHostedService(services => services.GetRequiredService<HighWaterMark>());
    }

    /// <summary>The file that a command is about.</summary>
    /// <param name="forPostgreSql">What to do instead when that is configured.</param>
    /// <exception cref="StartupException">PostgreSQL is configured, or a key cannot be used.</exception>
    public static string PathFor(string forPostgreSql)
    {
        var builder = Host.CreateApplicationBuilder();
        return builder.Configuration.NamesPostgreSql()
            ? throw new StartupException($"The database is PostgreSQL: {forPostgreSql}.")
            : Connection(builder.Configuration, builder.Environment.ContentRootPath).DataSource;
    }

    /// <summary>The configured file, placed under <paramref name="contentRoot"/> and its folder made.</summary>
    /// <exception cref="StartupException">The connection string cannot be used.</exception>
    public static SqliteConnectionStringBuilder Connection(IConfiguration configuration, string contentRoot)
    {
        try
        {
            var given = configuration.GetConnectionString(DataExtensions.ConnectionName);
            var connection = new SqliteConnectionStringBuilder(given ?? "Data Source=data/blog.db")
            {
                // A busy wait blocks a thread of the pool; 30 s, the default, is long enough to starve it.
                DefaultTimeout = 5,
            };
            if (string.IsNullOrWhiteSpace(connection.DataSource) || connection.DataSource == ":memory:")
            {
                throw new StartupException(
                    $"ConnectionStrings:{DataExtensions.ConnectionName} must name a file: Data Source=data/blog.db");
            }

            connection.DataSource = Path.GetFullPath(connection.DataSource, contentRoot);
            Directory.CreateDirectory(Path.GetDirectoryName(connection.DataSource)!);
            return connection;
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"ConnectionStrings:{DataExtensions.ConnectionName} cannot be used: {e.Message}");
        }
    }
}

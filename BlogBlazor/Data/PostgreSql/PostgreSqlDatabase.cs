using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlogBlazor.Data.PostgreSql;

/// <summary>The database for several instances.</summary>
internal static class PostgreSqlDatabase
{
    /// <summary>Writers wait for each other at the rows they share; more at once would leave readers no connection.</summary>
    private const int WritersPerInstance = 16;

    public static void AddPostgreSql(this IHostApplicationBuilder builder)
    {
        var connectionString = ConnectionString(builder.Configuration);
        builder.Services.AddSingleton(new WriteGate(WritersPerInstance));
        builder.Services.AddDbContextFactory<PostgreSqlDbContext>(options => options.UseNpgsql(connectionString).ConfigureWarnings(DatabaseFault.LeaveToCallers));
        builder.Services.AddSingleton<IDbContextFactory<BlogDbContext>, Factory>();
        builder.Services.AddScoped<BlogDbContext>(services => services.GetRequiredService<PostgreSqlDbContext>());
        builder.Services.AddSingleton<IRestoreDetection, DatabaseOrigin>();
    }

    /// <exception cref="StartupException">It cannot be used.</exception>
    public static string ConnectionString(IConfiguration configuration) => ConnectionString(
        configuration.GetConnectionString(DataExtensions.ConnectionName), $"ConnectionStrings:{DataExtensions.ConnectionName}");

    /// <param name="name">What the operator knows it by.</param>
    /// <exception cref="StartupException">It cannot be used.</exception>
    public static string ConnectionString(string? given, string name)
    {
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(given);
            if (string.IsNullOrWhiteSpace(connection.Host) || string.IsNullOrWhiteSpace(connection.Database))
            {
                throw new StartupException($"{name} must name server and database: Host=db;Database=blog;Username=blog");
            }

            // What the operator says holds. The server's own default is 100 connections, for all instances together, and
            // nobody who waits for a page waits for half a minute.
            SetUnlessGiven(connection, "Maximum Pool Size", 40);
            SetUnlessGiven(connection, "Timeout", 5);
            SetUnlessGiven(connection, "Command Timeout", 10);
            SetUnlessGiven(connection, "Application Name", "BlogBlazor");
            return connection.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new StartupException($"{name} cannot be used: {e.Message}");
        }
    }

    /// <summary>Search takes the marks off letters, which the server does in this encoding alone.</summary>
    /// <exception cref="StartupException">The database was made in another one.</exception>
    public static async Task RequireUnicodeAsync(BlogDbContext db, CancellationToken cancellationToken)
    {
        if (!db.Database.IsNpgsql())
        {
            return;
        }

        var encoding = await db.Database.SqlQuery<string>($"SELECT current_setting('server_encoding') AS \"Value\"").SingleAsync(cancellationToken);
        if (encoding != "UTF8")
        {
            throw new StartupException(
                $"ConnectionStrings:{DataExtensions.ConnectionName} names a database in {encoding}, but it must be in UTF8: CREATE DATABASE blog ENCODING 'UTF8' TEMPLATE template0.");
        }
    }

    private static void SetUnlessGiven(NpgsqlConnectionStringBuilder connection, string keyword, object value)
    {
        if (!connection.ContainsKey(keyword))
        {
            connection[keyword] = value;
        }
    }

    private sealed class Factory(IDbContextFactory<PostgreSqlDbContext> factory) : IDbContextFactory<BlogDbContext>
    {
        public BlogDbContext CreateDbContext() => factory.CreateDbContext();
    }
}

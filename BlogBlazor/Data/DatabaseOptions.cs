using Microsoft.Data.Sqlite;

namespace BlogBlazor.Data;

public static class DatabaseOptions
{
    public const string ConnectionName = "Blog";

    /// <summary>The SQLite connection string with its file placed under <paramref name="contentRoot"/> and its folder made.</summary>
    /// <exception cref="StartupException">A key has a value that cannot be used.</exception>
    public static string SqliteConnectionString(IConfiguration configuration, string contentRoot)
    {
        var provider = configuration["Database:Provider"];
        if (provider is not (null or "Sqlite"))
        {
            throw new StartupException($"Database:Provider is '{provider}', but this version knows 'Sqlite' only.");
        }

        try
        {
            var given = configuration.GetConnectionString(ConnectionName);
            var connection = new SqliteConnectionStringBuilder(given ?? "Data Source=data/blog.db")
            {
                // A busy wait blocks a thread of the pool; 30 s, the default, is long enough to starve it.
                DefaultTimeout = 5,
            };
            if (string.IsNullOrWhiteSpace(connection.DataSource) || connection.DataSource == ":memory:")
            {
                throw new StartupException($"ConnectionStrings:{ConnectionName} must name a file: Data Source=data/blog.db");
            }

            connection.DataSource = Path.GetFullPath(connection.DataSource, contentRoot);
            Directory.CreateDirectory(Path.GetDirectoryName(connection.DataSource)!);
            return connection.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"ConnectionStrings:{ConnectionName} cannot be used: {e.Message}");
        }
    }
}

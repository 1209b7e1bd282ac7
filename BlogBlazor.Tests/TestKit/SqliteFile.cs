using System.Globalization;
using Microsoft.Data.Sqlite;

namespace BlogBlazor.Tests.TestKit;

/// <summary>A SQLite file seen from outside, as with SQLite's own command line.</summary>
public static class SqliteFile
{
    /// <returns>The first value that the statement answers.</returns>
    public static async Task<string?> ExecuteAsync(string path, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Mode=ReadWrite;Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are the tests' own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToString(
            await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
    }

    /// <summary>Another program holds the database's one write transaction until this is disposed.</summary>
    public static IDisposable Lock(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Mode=ReadWrite;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    public static async Task<int> CountAsync(string path, string table) =>
        int.Parse((await ExecuteAsync(path, $"SELECT COUNT(*) FROM {table}"))!, CultureInfo.InvariantCulture);
}

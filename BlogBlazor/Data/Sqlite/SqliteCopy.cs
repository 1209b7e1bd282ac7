using System.Globalization;
using Microsoft.Data.Sqlite;

namespace BlogBlazor.Data.Sqlite;

/// <summary>
/// A whole and consistent copy of a database, made while others write to it. VACUUM INTO rather than SQLite's online backup:
/// both read in one transaction, and neither keeps writers waiting, but this copy has neither free pages nor what was
/// deleted from them, and needs no journal to be read, so that it can lie on a disk that is read-only.
/// </summary>
internal static class SqliteCopy
{
    /// <param name="to">A file that does not exist.</param>
    public static async Task MakeAsync(string from, string to, CancellationToken cancellationToken)
    {
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // Hashes of passwords and the keys that sign are in it.
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (new FileStream(to, file))
        {
            // Of an interrupted copy of this name; it would be played into this one.
            File.Delete(to + "-journal");
        }

        await using (var source = await OpenAsync(from, SqliteOpenMode.ReadWrite, cancellationToken))
        {
            // The provider blocks, and does not stop a statement by itself.
            await using var stop = cancellationToken.Register(() => SQLitePCL.raw.sqlite3_interrupt(source.Handle));
            await using var copy = source.CreateCommand();
            copy.CommandText = "VACUUM INTO $to";
            copy.Parameters.AddWithValue("$to", to);
            await Task.Run(copy.ExecuteNonQuery, cancellationToken);
        }

        // SQLite leaves this to the system here, and a power cut might come first.
        await using var written = new FileStream(to, FileMode.Open, FileAccess.ReadWrite);
        written.Flush(flushToDisk: true);
    }

    /// <exception cref="StartupException">It is damaged.</exception>
    public static async Task CheckAsync(string path, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(path, SqliteOpenMode.ReadOnly, cancellationToken);
        if (await connection.ExecuteAsync("PRAGMA integrity_check(1)", cancellationToken) is not "ok" and var fault)
        {
            throw new StartupException($"{path} is damaged: {fault}");
        }
    }

    public static async Task<SqliteConnection> OpenAsync(string path, SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        // Not pooled: a file that is closed can be moved.
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 2 }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc cref="SqlStatements.ScalarAsync"/>
    public static async Task<string> ExecuteAsync(this SqliteConnection connection, string sql, CancellationToken cancellationToken) =>
        Convert.ToString(await connection.ScalarAsync(sql, cancellationToken), CultureInfo.InvariantCulture)!;
}

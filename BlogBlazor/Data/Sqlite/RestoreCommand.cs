using System.CommandLine;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Data.Sqlite;

/// <summary><c>restore FILE</c>: puts a copy in the database's place, and keeps what was there.</summary>
internal static class RestoreCommand
{
    private static readonly string[] Journals = ["-wal", "-journal"];

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "What backup made." };
        var command = new Command("restore", "Puts a copy in the SQLite database's place; the server must be stopped.") { file };
        command.SetAction((parsed, cancellationToken) => RestoreAsync(Path.GetFullPath(parsed.GetRequiredValue(file)), cancellationToken));
        return command;
    }

    private static async Task<int> RestoreAsync(string file, CancellationToken cancellationToken)
    {
        var database = SqliteDatabase.PathFor("restore it with psql or pg_restore, which come with it");
        using var alone = SqliteLock.TakeAlone(database);
        if (!File.Exists(file))
        {
            throw new StartupException($"There is no file {file}.");
        }

        var beside = database + ".new";
        string? kept;
        try
        {
            await CheckAsync(file, cancellationToken);
            File.Delete(beside); // What an interrupted restore left.
            await SqliteCopy.MakeAsync(file, beside, cancellationToken);
            await ForgetEpochAsync(beside, cancellationToken);
            kept = await ReplaceAsync(database, beside, cancellationToken);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{file} could not be restored: {e.Message}");
        }
        finally
        {
            File.Delete(beside);
        }

        await Console.Out.WriteLineAsync($"Restored {file} as {database}.");
        if (kept is not null)
        {
            await Console.Out.WriteLineAsync($"The database that was there is kept as {kept}.");
        }

        await Console.Out.WriteLineAsync(
            "The next start gives it another epoch: every receiver starts again, from the oldest notification that is kept.");
        return 0;
    }

    /// <exception cref="StartupException">It is damaged, something else, or newer than this version.</exception>
    private static async Task CheckAsync(string file, CancellationToken cancellationToken)
    {
        await SqliteCopy.CheckAsync(file, cancellationToken);
        using var gate = new WriteGate(writers: 1);
        await using var connection = await SqliteCopy.OpenAsync(file, SqliteOpenMode.ReadOnly, cancellationToken);
        await using var db = new BlogDbContext(new DbContextOptionsBuilder<BlogDbContext>().UseSqlite(connection).Options, gate);
        if (!(await db.Database.GetAppliedMigrationsAsync(cancellationToken)).Contains(db.Database.GetMigrations().First()))
        {
            throw new StartupException($"{file} is no database of BlogBlazor.");
        }

        if (await db.UnknownMigrationsAsync(cancellationToken) is { } unknown)
        {
            throw new StartupException($"{file} is newer than this version of the application, which does not know {unknown}.");
        }
    }

    /// <summary>Its numbers will be given out a second time; the next start makes an epoch where there is none.</summary>
    private static async Task ForgetEpochAsync(string copy, CancellationToken cancellationToken)
    {
        await using var connection = await SqliteCopy.OpenAsync(copy, SqliteOpenMode.ReadWrite, cancellationToken);
        await connection.ExecuteAsync("DELETE FROM Identities", cancellationToken);
    }

    /// <returns>Where the replaced database is now; null when there was none.</returns>
    private static async Task<string?> ReplaceAsync(string database, string copy, CancellationToken cancellationToken)
    {
        if (File.Exists(database))
        {
            await SettleAsync(database, cancellationToken);
        }

        var kept = string.Create(CultureInfo.InvariantCulture, $"{database}.before-restore-{DateTime.UtcNow:yyyyMMdd'T'HHmmss'Z'}");
        // Left only by a database too damaged to be opened; it would be played into the one that takes its place.
        foreach (var journal in Journals.Where(journal => File.Exists(database + journal)))
        {
            File.Move(database + journal, kept + journal);
        }

        File.Delete(database + "-shm");
        if (!File.Exists(database))
        {
            File.Move(copy, database);
            return null;
        }

        // At no moment is there no database, which a start would take for a new blog.
        File.Replace(copy, database, kept);
        return kept;
    }

    /// <summary>Finds out whether another program has it open; closing it brings what is in its journal home.</summary>
    private static async Task SettleAsync(string database, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await SqliteCopy.OpenAsync(database, SqliteOpenMode.ReadWrite, cancellationToken);
            await connection.ExecuteAsync("PRAGMA locking_mode = EXCLUSIVE", cancellationToken);
            await connection.ExecuteAsync("BEGIN EXCLUSIVE", cancellationToken);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            // Damaged, which is what a restore is for.
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY)
        {
            throw new StartupException($"{database} is in use by another program: close that first.");
        }
    }
}

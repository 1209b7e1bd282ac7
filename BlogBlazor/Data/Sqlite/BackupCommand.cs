using System.CommandLine;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace BlogBlazor.Data.Sqlite;

/// <summary><c>backup FILE</c>: a copy of the database, made while a server writes to it.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The copy, a file that does not exist yet." };
        var command = new Command("backup", "Copies the SQLite database into a file; the server may run.") { file };
        command.SetAction((parsed, cancellationToken) => BackUpAsync(Path.GetFullPath(parsed.GetRequiredValue(file)), cancellationToken));
        return command;
    }

    private static async Task<int> BackUpAsync(string file, CancellationToken cancellationToken)
    {
        var database = SqliteDatabase.PathFor("back it up with pg_dump, which comes with it");
        using var shared = SqliteLock.Share(database);
        if (!File.Exists(database))
        {
            throw new StartupException($"There is no database {database}.");
        }

        if (Path.Exists(file))
        {
            throw new StartupException($"{file} exists: remove it first, or name another file.");
        }

        var beside = file + ".new";
        if (Path.Exists(beside))
        {
            throw new StartupException($"{beside} exists: another backup is at work, or remove what an interrupted one left.");
        }

        try
        {
            var saved = await CopyAsync(database, beside, cancellationToken);
            File.Move(beside, file);
            await Console.Out.WriteLineAsync($"Saved in {file}: {saved}.");
            return 0;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{file} could not be made: {e.Message}");
        }
        finally
        {
            if (File.Exists(beside))
            {
                File.Delete(beside);
            }
        }
    }

    private static async Task<string> CopyAsync(string database, string to, CancellationToken cancellationToken)
    {
        await SqliteCopy.MakeAsync(database, to, cancellationToken);
        await SqliteCopy.CheckAsync(to, cancellationToken);
        await using var copy = await SqliteCopy.OpenAsync(to, SqliteOpenMode.ReadOnly, cancellationToken);
        var counts = await copy.ExecuteAsync(
            """
            SELECT 'posts: ' || (SELECT COUNT(*) FROM Posts) || ', comments: ' || (SELECT COUNT(*) FROM Comments)
                || ', notifications: ' || (SELECT COUNT(*) FROM Notifications) || ', users: ' || (SELECT COUNT(*) FROM AspNetUsers)
            """, cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{counts}, bytes: {new FileInfo(to).Length}");
    }
}

namespace BlogBlazor.Data.Sqlite;

/// <summary>
/// Who uses the database shares this lock; who replaces the file, or moves what is in it, has it alone. SQLite's own locks
/// do not do: a server that is idle may have no connection open, and one that opened the file a moment before it was
/// replaced would go on writing into the old one. It lies beside the database, is never deleted, and ends with the process.
/// </summary>
internal sealed class SqliteLock : IDisposable
{
    private readonly FileStream _file;

    private SqliteLock(FileStream file) => _file = file;

    /// <exception cref="StartupException">Somebody has it alone, or the file cannot be made.</exception>
    public static SqliteLock Share(string databasePath) => Take(
        databasePath, FileShare.Read, "is being restored or moved: start again when that is done");

    /// <exception cref="StartupException">The database is in use.</exception>
    public static SqliteLock TakeAlone(string databasePath) => Take(
        databasePath, FileShare.None, "is in use: stop the server first");

    public void Dispose() => _file.Dispose();

    private static SqliteLock Take(string databasePath, FileShare share, string otherwise)
    {
        var path = databasePath + ".lock";
        try
        {
            // Only ever read, so that it does not matter which user made it.
            return new SqliteLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, share));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartupException($"ConnectionStrings:{DataExtensions.ConnectionName} cannot be used: {e.Message}");
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new StartupException($"{databasePath} {otherwise}.");
        }
        catch (IOException e)
        {
            throw new StartupException($"ConnectionStrings:{DataExtensions.ConnectionName} cannot be used: {e.Message}");
        }
    }
}

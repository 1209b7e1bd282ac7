using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BlogBlazor.Data;

public static class DatabaseFault
{
    /// <summary>What EF Core logs as an error, with its stack, and then throws: who catches it says it as it deserves.</summary>
    public static void LeaveToCallers(WarningsConfigurationBuilder events) =>
        events.Log((RelationalEventId.ConnectionError, LogLevel.Debug), (CoreEventId.QueryIterationFailed, LogLevel.Debug));

    /// <summary>Whether the database refused: it is locked, full or away, and the same may work in a moment.</summary>
    public static bool IsDatabaseFault(this Exception exception) => exception is DbUpdateException || exception.FindDatabaseFault() is not null;

    /// <summary>What the database itself said, without what EF Core wraps around it.</summary>
    public static DbException? FindDatabaseFault(this Exception exception) => exception switch
    {
        DbException fault => fault,
        DbUpdateException or InvalidOperationException => exception.InnerException as DbException,
        _ => null,
    };

    /// <summary>Whether that is no fault of the program's, as a broken constraint would be.</summary>
    public static bool IsDatabaseAway(this Exception exception) => exception switch
    {
        // EF Core wraps what a retry might mend, as a hint to configure retries.
        DbUpdateException or InvalidOperationException => exception.InnerException?.IsDatabaseAway() == true,
        // Busy, locked, read-only, failing to read or write, full, not to be opened.
        SqliteException sqlite => sqlite.SqliteErrorCode is 5 or 6 or 8 or 10 or 13 or 14,
        DbException other => other.IsTransient,
        _ => false,
    };
}

/// <summary>Others have been writing for too long.</summary>
public sealed class DatabaseBusyException() : DbException("The database is busy.")
{
    public override bool IsTransient => true;
}

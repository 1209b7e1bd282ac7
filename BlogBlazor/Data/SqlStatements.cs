using System.Data.Common;

namespace BlogBlazor.Data;

/// <summary>Statements that EF Core has no words for, in the program's own text: never with anything that a user typed.</summary>
internal static class SqlStatements
{
    public static DbCommand Command(this DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // See above.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    /// <param name="sql">One statement: of several, SQLite's provider hides it when the second fails.</param>
    /// <returns>The one value that it answers, if any.</returns>
    public static async Task<object?> ScalarAsync(this DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}

using System.Data.Common;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace BlogBlazor.Data.PostgreSql;

/// <summary>
/// One table of the model, whichever it is, on its way from SQLite to PostgreSQL. Rows stream through: a table may be larger
/// than the memory.
/// </summary>
internal sealed class MovedTable
{
    private readonly Column[] _columns;
    private readonly string _keys;

    private MovedTable(ITable table)
    {
        Name = table.Name;
        _columns = [.. table.Columns.Select(column => new Column(column))];
        _keys = Quoted(table.PrimaryKey!.Columns.Select(column => column.Name));
    }

    public string Name { get; }

    private string Columns => Quoted(_columns.Select(column => column.Name));

    /// <summary>All of them, each behind those that it refers to. To itself it may: a COPY is checked at its end.</summary>
    public static IReadOnlyList<MovedTable> InOrder(DbContext db)
    {
        var waiting = db.Model.GetRelationalModel().Tables.ToList();
        var ordered = new List<ITable>();
        while (waiting.Count > 0)
        {
            var next = waiting.First(table => table.ForeignKeyConstraints.All(
                key => key.PrincipalTable == table || ordered.Contains(key.PrincipalTable)));
            waiting.Remove(next);
            ordered.Add(next);
        }

        return [.. ordered.Select(table => new MovedTable(table))];
    }

    /// <exception cref="StartupException">A text has the character NUL, which PostgreSQL stores nowhere.</exception>
    public async Task RefuseNulAsync(DbConnection from, CancellationToken cancellationToken)
    {
        var texts = _columns.Where(column => column.Type == typeof(string)).Select(column => $"""instr(CAST("{column.Name}" AS BLOB), x'00')""");
        if (string.Join(" OR ", texts) is { Length: > 0 } condition
            && await from.ScalarAsync($"""SELECT concat_ws(', ', {_keys}) FROM "{Name}" WHERE {condition} LIMIT 1""", cancellationToken) is { } key)
        {
            throw new StartupException(
                $"Nothing was moved: {Name} ({_keys.Replace("\"", "", StringComparison.Ordinal)}) = ({key}) holds the character NUL, which PostgreSQL cannot store.");
        }
    }

    public async Task<bool> HasRowsAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.ScalarAsync($"""SELECT 1 FROM "{Name}" LIMIT 1""", cancellationToken) is not null;

    /// <returns>What was read and sent.</returns>
    public async Task<TableContent> CopyAsync(DbConnection from, NpgsqlConnection to, CancellationToken cancellationToken)
    {
        using var sum = new TableContent.Sum();
        await using var import = await to.BeginBinaryImportAsync(
            $"""COPY "{Name}" ({Columns}) FROM STDIN (FORMAT BINARY)""", cancellationToken);
        await foreach (var row in RowsAsync(from, cancellationToken))
        {
            sum.Add(row);
            await import.WriteRowAsync(cancellationToken, row!);
        }

        await import.CompleteAsync(cancellationToken);
        return sum.Content();
    }

    public async Task<TableContent> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var sum = new TableContent.Sum();
        await foreach (var row in RowsAsync(connection, cancellationToken))
        {
            sum.Add(row);
        }

        return sum.Content();
    }

    /// <summary>In the order of the keys, which is that of the code points in both.</summary>
    private async IAsyncEnumerable<object?[]> RowsAsync(
        DbConnection connection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"""SELECT {Columns} FROM "{Name}" ORDER BY {_keys}""");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return [.. _columns.Select((column, ordinal) => column.Read(reader, ordinal))];
        }
    }

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"\"{name}\""));

    private sealed class Column
    {
        private static readonly MethodInfo GetFieldValue = typeof(DbDataReader).GetMethod(nameof(DbDataReader.GetFieldValue))!;

        private readonly MethodInfo _read;

        public Column(IColumn column)
        {
            var mapping = column.PropertyMappings[0].TypeMapping;
            Name = column.Name;
            Type = mapping.Converter?.ProviderClrType ?? mapping.ClrType;
            Type = Nullable.GetUnderlyingType(Type) ?? Type;
            _read = GetFieldValue.MakeGenericMethod(Type);
        }

        public string Name { get; }

        /// <summary>What the application reads it as, from either database.</summary>
        public Type Type { get; }

        public object? Read(DbDataReader reader, int ordinal) =>
            reader.IsDBNull(ordinal) ? null : ToMicroseconds(_read.Invoke(reader, [ordinal])!);

        /// <summary>Every time is UTC, and PostgreSQL keeps no more of it; but the last of all is its infinity, as a ban has it.</summary>
        private static object ToMicroseconds(object value) => value switch
        {
            DateTime time when time == DateTime.MaxValue => DateTime.SpecifyKind(time, DateTimeKind.Utc),
            DateTime time => time.InMicroseconds(),
            DateTimeOffset time => ToMicroseconds(time.UtcDateTime),
            _ => value,
        };
    }
}

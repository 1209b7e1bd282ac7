using System.Data.Common;
using System.Text.RegularExpressions;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.TestKit;

/// <summary>What an application asks about some tables, and whether it is found by indexes, in their order.</summary>
public sealed partial class QueryPlans(params string[] tables) : DbCommandInterceptor
{
    private readonly Regex _asked = new($@"^\s*(SELECT|WITH)\b.*\b({string.Join('|', tables)})\b", RegexOptions.Singleline);
    private readonly Regex _readsAll = new($"Seq Scan on \"({string.Join('|', tables)})\"");
    private readonly List<Query> _seen = [];

    public void Watch(IServiceCollection services) => services.InterceptDatabase(this);

    public void Clear()
    {
        lock (_seen)
        {
            _seen.Clear();
        }
    }

    /// <summary>No query since <see cref="Clear"/> reads or sorts a whole table.</summary>
    /// <returns>The lines of all plans.</returns>
    public async Task<IReadOnlyList<string>> ShouldUseIndexesAsync(IServiceProvider services)
    {
        var lines = new List<string>();
        Query[] seen;
        lock (_seen)
        {
            seen = [.. _seen];
        }

        seen.ShouldNotBeEmpty();
        await using var db = await services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        foreach (var query in seen)
        {
            var plan = await PlanAsync(db, query);
            var faults = db.Database.IsNpgsql() ? plan.Where(line => _readsAll.IsMatch(line)) : FaultsOfSqlite(plan);
            faults.ShouldBeEmpty($"{query.Sql}\n\n{string.Join('\n', plan)}");
            lines.AddRange(plan);
        }

        return lines;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (_asked.IsMatch(command.CommandText))
        {
            lock (_seen)
            {
                _seen.Add(new Query(command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]));
            }
        }

        return new(result);
    }

    /// <summary>So few rows PostgreSQL would rather read one by one: it is told not to where it need not.</summary>
    private static async Task<List<string>> PlanAsync(BlogDbContext db, Query query)
    {
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlAsync($"SET enable_seqscan = off", TestContext.Current.CancellationToken);
        }

        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // What the application itself sent.
        command.CommandText = (db.Database.IsNpgsql() ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + query.Sql;
#pragma warning restore CA2100
        foreach (var (name, value) in query.Parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            lines.Add(reader.GetString(reader.FieldCount - 1));
        }

        return lines;
    }

    /// <summary>
    /// A table read without an index; or sorted as a whole, where no part of the query has a limit of its own. A whole index may be
    /// read where all of it is counted, and so may what a part of the query found.
    /// </summary>
    private static IEnumerable<string> FaultsOfSqlite(List<string> plan)
    {
        var parts = plan.Select(line => Part.Match(line).Groups[1].Value).Where(name => name.Length > 0).Append("months").ToList();
        return plan.Where(line =>
            (line.StartsWith("SCAN ", StringComparison.Ordinal)
                && !line.Contains("INDEX", StringComparison.Ordinal) && !line.Contains("CONSTANT ROW", StringComparison.Ordinal)
                && !parts.Contains(line["SCAN ".Length..]))
            || (line == "USE TEMP B-TREE FOR ORDER BY" && parts.Count == 1));
    }

    [GeneratedRegex(@"^(?:CO-ROUTINE|MATERIALIZE) (\S+)")]
    private static partial Regex Part { get; }

    private sealed record Query(string Sql, IReadOnlyList<(string Name, object? Value)> Parameters);
}

using System.Data.Common;
using System.Text.RegularExpressions;
using BlogBlazor.Data;
using BlogBlazor.Data.PostgreSql;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Posts;

/// <summary>What readers ask for is found by indexes, in their order: no page reads or sorts all posts.</summary>
[Trait("Category", "Integration")]
public sealed partial class QueryPlanTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/?before=639000000000000000-7")]
    [InlineData("/?after=630000000000000000-1")]
    [InlineData("/tags")]
    [InlineData("/tags/tea")]
    [InlineData("/tags/tea?before=639000000000000000-7")]
    [InlineData("/authors/lan")]
    [InlineData("/authors/lan?before=639000000000000000-7")]
    [InlineData("/archive")]
    [InlineData("/archive/2026/11")]
    [InlineData("/search?q=some+te")]
    [InlineData("/posts/post-1")]
    [InlineData("/feed.atom")]
    [InlineData("/tags/tea/feed.atom")]
    [InlineData("/authors/lan/feed.rss")]
    [InlineData("/posts/post-1/comments/feed.atom")]
    [InlineData("/sitemap.xml")]
    [InlineData("/sitemap-posts-0.xml")]
    [InlineData("/api/posts?page=2&pageSize=2")]
    [InlineData("/api/posts?tag=tea")]
    [InlineData("/api/posts?q=some")]
    public async Task A_page_is_found_by_indexes(string path)
    {
        var queries = new QueryLog();
        await using var app = BlogApplication.Start(services: queries.Watch);
        using var lan = await app.RegisterAsync("lan");
        for (var number = 0; number < 12; number++)
        {
            using var created = await lan.PostAsync(
                "/api/posts", new { title = $"Post {number}", markdown = "Some text.", tags = new[] { "Tea", "Cake" }, publish = true });
        }

        await lan.CommentAsync("post-1");
        using var reader = app.Anonymous();
        queries.Clear();

        using var page = await reader.GetAsync(path);

        page.EnsureSuccessStatusCode();
        queries.Seen.ShouldNotBeEmpty();
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        foreach (var query in queries.Seen)
        {
            var plan = await PlanAsync(db, query);
            var faults = db.Database.IsNpgsql() ? plan.Where(line => ReadsAll.IsMatch(line)) : FaultsOfSqlite(plan);
            faults.ShouldBeEmpty($"{query.Sql}\n\n{string.Join('\n', plan)}");
        }
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

    [GeneratedRegex("Seq Scan on \"(Posts|PostTag|PostSearch|AuthorSearch|Comments)\"")]
    private static partial Regex ReadsAll { get; }

    private sealed record Query(string Sql, IReadOnlyList<(string Name, object? Value)> Parameters);

    /// <summary>What an application asks about posts and comments.</summary>
    private sealed partial class QueryLog : DbCommandInterceptor
    {
        private readonly List<Query> _seen = [];

        public IReadOnlyList<Query> Seen
        {
            get
            {
                lock (_seen)
                {
                    return [.. _seen];
                }
            }
        }

        public void Clear()
        {
            lock (_seen)
            {
                _seen.Clear();
            }
        }

        public void Watch(IServiceCollection services)
        {
            services.ConfigureDbContext<BlogDbContext>(options => options.AddInterceptors(this));
            services.ConfigureDbContext<PostgreSqlDbContext>(options => options.AddInterceptors(this));
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (OfPosts.IsMatch(command.CommandText))
            {
                lock (_seen)
                {
                    _seen.Add(new Query(command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]));
                }
            }

            return new(result);
        }

        [GeneratedRegex(@"^\s*(SELECT|WITH)\b.*\b(Posts|PostTag|PostSearch|Comments)\b", RegexOptions.Singleline)]
        private static partial Regex OfPosts { get; }
    }
}

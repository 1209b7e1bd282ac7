using System.Globalization;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Posts;

/// <summary>When posts were published, by months of UTC.</summary>
public sealed class PostArchive(IDbContextFactory<BlogDbContext> databases)
{
    /// <summary>The months that have posts, the newest first: each is found, and its posts counted, in the index by date.</summary>
    public async Task<IReadOnlyList<ArchiveMonth>> MonthsAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var query = db.Database.IsNpgsql()
            ? db.Database.SqlQuery<MonthCount>(
                $"""
                WITH RECURSIVE months(start) AS (
                    SELECT date_trunc('month', MIN("PublishedAt") AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' FROM "Posts"
                    UNION ALL
                    SELECT date_trunc('month', (
                        SELECT MIN("PublishedAt") FROM "Posts"
                        WHERE "PublishedAt" >= (start AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC') AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
                    FROM months WHERE start IS NOT NULL)
                SELECT to_char(start AT TIME ZONE 'UTC', 'YYYY-MM') AS "Month", (
                    SELECT COUNT(*)::int FROM "Posts"
                    WHERE "PublishedAt" >= start AND "PublishedAt" < (start AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC') AS "Posts"
                FROM months WHERE start IS NOT NULL ORDER BY start DESC
                """)
            : db.Database.SqlQuery<MonthCount>(
                $"""
                WITH RECURSIVE months(start) AS (
                    SELECT date(MIN(PublishedAt), 'start of month') FROM Posts
                    UNION ALL
                    SELECT date((SELECT MIN(PublishedAt) FROM Posts WHERE PublishedAt >= date(start, '+1 month')), 'start of month')
                    FROM months WHERE start IS NOT NULL)
                SELECT substr(start, 1, 7) AS Month, (
                    SELECT COUNT(*) FROM Posts WHERE PublishedAt >= start AND PublishedAt < date(start, '+1 month')) AS Posts
                FROM months WHERE start IS NOT NULL ORDER BY start DESC
                """);
        var months = await query.ToListAsync(cancellationToken);
        return [.. months.Select(month => new ArchiveMonth(
            DateTime.ParseExact(month.Month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
            month.Posts))];
    }

    private sealed record MonthCount(string Month, int Posts);
}

public sealed record ArchiveMonth(DateTime Start, int Posts)
{
    public string Path => PathOf(Start);

    public static string PathOf(DateTime month) => string.Create(CultureInfo.InvariantCulture, $"/archive/{month:yyyy}/{month:MM}");
}

using System.Diagnostics;
using BlogBlazor.Data;
using BlogBlazor.Notifications;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications;

/// <summary>An inbox of 100,000: every page of it is found by indexes, and takes no longer than one of a few.</summary>
[Trait("Category", "Slow")]
public sealed class InboxSizeTests
{
    private const int Count = 100_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("in groups of ten, half of them read", "comment post-# 20261126", 10)]
    [InlineData("in one group", "comment post-1 20261126", Count)]
    [InlineData("each by itself", null, 1)]
    public async Task A_page_takes_the_same_however_many_there_are(string how, string? group, int perGroup)
    {
        var plans = new QueryPlans("Notifications");
        await using var app = BlogApplication.Start(services: plans.Watch);
        using var lan = await app.RegisterAsync("lan");
        var id = (await lan.ProfileAsync()).Id;
        await SeedAsync(app, id, group, perGroup);
        var store = app.Services.GetRequiredService<NotificationStore>();
        plans.Clear();

        foreach (var (name, filter, before) in new[]
        {
            ("newest", new InboxFilter(), long.MaxValue),
            ("late", new InboxFilter(), Count / 20L),
            ("unread", new InboxFilter(InboxView.Unread), long.MaxValue),
            ("unread, late", new InboxFilter(InboxView.Unread), Count / 20L),
            ("of a kind", new InboxFilter(Kind: "mention"), long.MaxValue),
            ("of a rare kind", new InboxFilter(Kind: "message"), long.MaxValue),
            ("of one group", new InboxFilter(Group: group?.Replace('#', '1') ?? "none"), long.MaxValue),
            ("archived", new InboxFilter(InboxView.Archived), long.MaxValue),
            ("snoozed", new InboxFilter(InboxView.Snoozed), long.MaxValue),
        })
        {
            var fastest = TimeSpan.MaxValue;
            for (var time = 0; time < 5; time++)
            {
                var clock = Stopwatch.StartNew();
                await store.ListInboxAsync(id, filter, before, 30, Cancel);
                fastest = clock.Elapsed < fastest ? clock.Elapsed : fastest;
            }

            await plans.ShouldUseIndexesAsync(app.Services);
            plans.Clear();
            TestContext.Current.TestOutputHelper!.WriteLine($"{how}, {name}: {fastest.TotalMilliseconds:0.0} ms");
        }

        plans.Clear();
        await store.ListInboxAsync(id, new InboxFilter(), long.MaxValue, 30, Cancel);
        var lines = await plans.ShouldUseIndexesAsync(app.Services);
        // As SQLite words it.
        if (lines.Any(line => line.Contains("SEARCH", StringComparison.Ordinal)))
        {
            // Whether it is the newest of its group, how many that has, and how many of them are unread.
            lines.Count(line => line.Contains("RecipientId=? AND Group=?", StringComparison.Ordinal)).ShouldBe(3, string.Join('\n', lines));
        }
    }

    /// <summary>By one statement: what is measured is the reading.</summary>
    private static async Task SeedAsync(BlogApplication app, string userId, string? group, int perGroup)
    {
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
        var isNpgsql = db.Database.IsNpgsql();
        var numbers = isNpgsql
            ? "SELECT generate_series(1, {1}) AS n"
            : "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {1}) SELECT n FROM s";
        var groupSql = group is null ? "NULL" : $"replace('{group}', '#', CAST(n / {perGroup} AS text))";
        var (no, at) = isNpgsql ? ("false", "now()") : ("0", "'2026-11-26 08:00:00'");
#pragma warning disable EF1002 // Made of the constants above.
        await db.Database.ExecuteSqlRawAsync(
            $"""
            INSERT INTO "Notifications" ("RecipientId", "Sequence", "Kind", "Subject", "Link", "Title", "Group", "Count", "CreatedAt", "ReadAt", "IsHidden")
            SELECT {"{0}"}, n, CASE WHEN n % 5 = 0 THEN 'mention' ELSE 'comment' END, 'posts/1/comments/' || n, '/posts/a#comment-' || n, 'A post',
              {groupSql}, 1, {at}, CASE WHEN n % 2 = 0 THEN {at} END, {no}
            FROM ({numbers}) AS numbers
            """,
            [userId, Count],
            Cancel);
        await db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO "Inboxes" ("UserId", "LastSequence", "Unread", "Revision") VALUES ({0}, {1}, {2}, 1)
            ON CONFLICT ("UserId") DO UPDATE SET "LastSequence" = excluded."LastSequence"
            """,
            [userId, Count, Count / 2],
            Cancel);
        await db.Database.ExecuteSqlRawAsync("ANALYZE", Cancel);
#pragma warning restore EF1002
    }
}

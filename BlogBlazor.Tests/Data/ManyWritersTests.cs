using System.Net;
using BlogBlazor.Data;
using BlogBlazor.Notifications;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Data;

/// <summary>Two instances write to one database at the same moment, and what was looked up before is still true when it is written.</summary>
[Trait("Category", "Slow")]
public sealed class ManyWritersTests : IAsyncLifetime
{
    private const int Count = 40;

    private readonly BlogApplication _a = BlogApplication.Start();
    private readonly BlogApplication _b;

    public ManyWritersTests() => _b = BlogApplication.Start(database: _a.Database);

    [Fact]
    public async Task Of_many_first_users_one_is_the_administrator_and_each_has_a_handle_of_their_own()
    {
        await Task.WhenAll(Enumerable.Range(0, Count).Select(n => On(n).RegisterAsync($"lan+{n}")));

        await using var db = await OpenAsync();
        var users = await db.Users.Select(user => new { user.Handle, user.IsAdministrator }).ToListAsync(Cancel);
        users.Count.ShouldBe(Count);
        users.Count(user => user.IsAdministrator).ShouldBe(1);
        users.Select(user => user.Handle).ShouldBeUnique();
    }

    [Fact]
    public async Task Posts_of_one_title_and_with_new_tags_get_slugs_of_their_own()
    {
        using var lan = await _a.RegisterAsync("lan");
        using var there = Elsewhere(lan);

        var answers = await Task.WhenAll(Enumerable.Range(0, Count).Select(n => (n % 2 == 0 ? lan : there).PostAsync(
            "/api/posts", new { title = "Xin chào", markdown = "…", tags = new[] { "one", $"tag {n / 4}" }, publish = true })));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created);
        answers.Select(answer => answer.Headers.Location).ShouldBeUnique();
    }

    [Fact]
    public async Task A_key_that_reaches_both_instances_is_one_comment()
    {
        using var lan = await _a.RegisterAsync("lan");
        using var there = Elsewhere(lan);
        var slug = await lan.PublishAsync();

        for (var n = 0; n < Count; n++)
        {
            var answers = await Task.WhenAll(new[] { lan, there }.Select(
                user => user.PostAsync($"/api/posts/{slug}/comments", new { markdown = "Once." }, $"key-{n}")));
            answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created);
            (await TestUser.ReadAsync(answers[0])).Number("id").ShouldBe((await TestUser.ReadAsync(answers[1])).Number("id"));
        }

        await using var db = await OpenAsync();
        (await db.Comments.CountAsync(Cancel)).ShouldBe(Count);
    }

    [Fact]
    public async Task Counts_and_read_marks_are_true_after_notifying_reading_and_retracting_at_once()
    {
        using var lan = await _a.RegisterAsync("lan");
        using var minh = await _b.RegisterAsync("minh");
        using var lanThere = Elsewhere(lan);
        var id = (await lan.ProfileAsync()).Id;
        var slug = await lan.PublishAsync();
        await using var socket = await lan.ConnectAsync("?after=0");

        await Task.WhenAll(
            Times(async _ => await minh.CommentAsync(slug)),
            Times(async _ => await minh.Http.DeleteAsync(
                new Uri($"/api/posts/{slug}/comments/{await minh.CommentAsync(slug)}", UriKind.Relative), Cancel)),
            Times(async _ => (await lan.PostAsync("/api/notifications/read", new { upTo = 1000 })).StatusCode.ShouldBe(HttpStatusCode.OK)),
            Times(async n => (await lanThere.PostAsync("/api/notifications/read", new { ids = new[] { n, n + 1 } }))
                .StatusCode.ShouldBe(HttpStatusCode.OK)));
        await _a.NotifyAsync(id, "the last");

        var toldToBeRead = 0L;
        while (await socket.ReceiveAsync() is var frame && (frame.Type() != "notification" || frame.Number("id") != (2 * Count) + 1))
        {
            toldToBeRead = frame.Type() == "read" ? Math.Max(toldToBeRead, frame.Number("upTo")) : toldToBeRead;
        }

        await using var db = await OpenAsync();
        var unread = await db.Notifications.Where(n => n.ReadAt == null && n.RetractedAt == null).Select(n => n.Sequence).ToListAsync(Cancel);
        (await db.Inboxes.SingleAsync(inbox => inbox.UserId == id, Cancel)).Unread.ShouldBe(unread.Count);
        unread.ShouldAllBe(sequence => sequence > toldToBeRead);
    }

    [Fact]
    [Trait("Database", "Own")]
    public async Task Of_two_overlapping_transactions_the_one_that_commits_first_has_the_lower_number()
    {
        var server = PostgreSqlServer.OfThisRun;
        var database = server.CreateDatabase();
        await using (var app = BlogApplication.Start(new Dictionary<string, string>
        {
            ["Database:Provider"] = "PostgreSQL",
            ["ConnectionStrings:Blog"] = server.ConnectionString(database),
        }))
        {
            using var lan = await app.RegisterAsync("lan");
            var id = (await lan.ProfileAsync()).Id;
            await using var socket = await lan.ConnectAsync("?after=0");
            await socket.ReceiveAsync("welcome");
            var notifier = app.Services.GetRequiredService<INotifier>();
            var databases = app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>();
            await using var db = await databases.CreateDbContextAsync(Cancel);
            Task second;
            // The first begins, and sees the database as it is before the second.
            await using (var first = await db.BeginWriteAsync(Cancel))
            {
                await db.Users.CountAsync(Cancel);
                await app.NotifyAsync(id, "began second, committed first");
                await notifier.NotifyAsync(first, [Message(id, "began first, committed second")], Cancel);
                // Another waits for the number until the first has committed.
                second = app.NotifyAsync(id, "had to wait");
                await using var waiting = await databases.CreateDbContextAsync(Cancel);
                while (await waiting.Database.SqlQuery<int>(
                    $"""SELECT count(*)::int AS "Value" FROM pg_locks WHERE NOT granted""").SingleAsync(Cancel) == 0)
                {
                    second.IsCompleted.ShouldBeFalse();
                }

                await first.CommitAsync(Cancel);
            }

            await second;
            foreach (var text in new[] { "began second, committed first", "began first, committed second", "had to wait" })
            {
                (await socket.ReceiveAsync("notification")).Text("message").ShouldBe(text);
            }
        }

        server.DropDatabase(database);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _b.DisposeAsync();
        await _a.DisposeAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private BlogApplication On(int n) => n % 2 == 0 ? _a : _b;

    private TestUser Elsewhere(TestUser user) => user.At(_b.Address);

    private Task<BlogDbContext> OpenAsync() =>
        _a.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);

    private static NewNotification Message(string recipientId, string text) =>
        new(recipientId, NotificationKind.Message, "messages", "/notifications") { Text = text };

    private static async Task Times(Func<int, Task> act)
    {
        for (var n = 1; n <= Count; n++)
        {
            await act(n);
        }
    }
}

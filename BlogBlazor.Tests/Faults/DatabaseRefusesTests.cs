using System.Data.Common;
using System.Net;
using BlogBlazor.Data;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BlogBlazor.Tests.Faults;

/// <summary>
/// The database takes no more: another program holds its lock, or the disk is full. Programs are told so, nothing is
/// written by half, and it goes on by itself.
/// </summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class DatabaseRefusesTests
{
    [Fact]
    public async Task A_locked_database_is_a_503_and_all_goes_on_when_the_lock_is_gone()
    {
        await using var app = BlogApplication.Start();
        await using var scene = await Scene.SetAsync(app);
        using (SqliteFile.Lock(app.Database.SqliteFile))
        {
            await Task.WhenAll(Enumerable.Range(0, FaultScale.Of(1, 20)).Select(_ => scene.ShouldBeRefusedAsync()));
        }

        await scene.ShouldGoOnAsync();
    }

    [Fact]
    public async Task A_full_disk_is_a_503_and_all_goes_on_when_there_is_room()
    {
        var disk = new SmallDisk();
        await using var app = BlogApplication.Start(
            services: services => services.InterceptDatabase(disk));
        await using var scene = await Scene.SetAsync(app);

        disk.IsFull = true;
        await scene.FillAsync();
        await scene.ShouldBeRefusedAsync();
        disk.IsFull = false;

        await scene.ShouldGoOnAsync();
    }

    /// <summary>Lan's post, on which minh comments, and lan's receivers.</summary>
    private sealed class Scene(TestUser lan, TestUser minh, string slug) : IAsyncDisposable
    {
        private static readonly string Long = new('x', 4_000);

        private readonly FaultReceivers _receivers = FaultReceivers.OfEachKind(lan);
        private int _acknowledged;

        public static async Task<Scene> SetAsync(BlogApplication app)
        {
            var lan = await app.RegisterAsync("lan");
            var minh = await app.RegisterAsync("minh");
            var scene = new Scene(lan, minh, await lan.PublishAsync());
            await scene.CommentAsync();
            await scene._receivers.ReachAsync(1);
            return scene;
        }

        /// <summary>The room that was left in the file is used up when a comment is refused.</summary>
        public async Task FillAsync()
        {
            for (var tries = 0; await CommentAsync() == HttpStatusCode.Created; tries++)
            {
                tries.ShouldBeLessThan(1000, "The disk should have been full by now.");
            }
        }

        public async Task ShouldBeRefusedAsync()
        {
            using var response = await SendAsync();
            await response.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter.ShouldNotBeNull();
            // Who only reads is not concerned.
            (await lan.GetJsonAsync("/api/notifications/unread-count")).Number("unread").ShouldBe(_acknowledged);
        }

        /// <summary>Each comment that was acknowledged is there with its notification, and no other.</summary>
        public async Task ShouldGoOnAsync()
        {
            (await CommentAsync()).ShouldBe(HttpStatusCode.Created);
            await new FaultChecker(lan).NothingIsLostAsync([], _receivers);
            (await lan.GetJsonAsync($"/api/posts/{slug}/comments")).GetProperty("items").GetArrayLength().ShouldBe(_acknowledged);
            (await lan.GetJsonAsync("/api/notifications/unread-count")).Number("unread").ShouldBe(_acknowledged);
        }

        public async ValueTask DisposeAsync()
        {
            await _receivers.DisposeAsync();
            lan.Dispose();
            minh.Dispose();
        }

        private Task<HttpResponseMessage> SendAsync() => minh.PostAsync($"/api/posts/{slug}/comments", new { markdown = Long });

        private async Task<HttpStatusCode> CommentAsync()
        {
            using var response = await SendAsync();
            _acknowledged += response.StatusCode == HttpStatusCode.Created ? 1 : 0;
            return response.StatusCode;
        }
    }

    /// <summary>While it is full the database file cannot grow: SQLite itself says so, as it does for a disk (SQLITE_FULL).</summary>
    private sealed class SmallDisk : DbConnectionInterceptor
    {
        public bool IsFull { get; set; }

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (IsFull)
            {
                using var command = connection.CreateCommand();
                command.CommandText = "PRAGMA max_page_count = 1";
                command.ExecuteNonQuery();
            }

            return Task.CompletedTask;
        }
    }
}

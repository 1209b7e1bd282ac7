using BlogBlazor.Data;
using BlogBlazor.Notifications;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Faults;

/// <summary>A client that comes and goes at random while others write.</summary>
[Trait("Category", "Slow")]
public sealed class FlakyConnectionTests
{
    private static readonly int Count = FaultScale.Of(3_000, 10_000);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_arrive_in_order_while_the_client_comes_and_goes_at_random()
    {
        var random = FaultScale.Schedule();
        await using var app = BlogApplication.Start(new Dictionary<string, string> { ["Notifications:MaxSocketsPerUser"] = "1000" });
        using var lan = await app.RegisterAsync("lan");
        var id = (await lan.ProfileAsync()).Id;
        var writing = WriteAsync(app, id, new Random(random.Next()));

        var (cursor, epoch) = (0L, "");
        while (cursor < Count)
        {
            await using var socket = await lan.ConnectAsync($"?after={cursor}{epoch}");
            epoch = "&epoch=" + (await socket.ReceiveAsync("welcome")).Text("epoch");
            for (var left = random.Next(1000); left > 0 && cursor < Count; left--)
            {
                var frame = await socket.ReceiveAsync();
                if (frame.Type() == "notification")
                {
                    frame.Number("id").ShouldBe(++cursor);
                }
                else
                {
                    frame.Type().ShouldBe("heartbeat");
                }
            }

            socket.Abort();
        }

        await writing;
        (await lan.GetJsonAsync("/api/notifications/unread-count")).Number("unread").ShouldBe(Count);
    }

    private static async Task WriteAsync(BlogApplication app, string userId, Random random)
    {
        var notifier = app.Services.GetRequiredService<INotifier>();
        var databases = app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>();
        for (var written = 0; written < Count;)
        {
            // Some acts of one commit, so that numbers come singly and in bursts.
            await using var db = await databases.CreateDbContextAsync(Cancel);
            await using var write = await db.BeginWriteAsync(Cancel);
            for (var left = random.Next(1, 80); left > 0 && written < Count; left--, written++)
            {
                var message = new NewNotification(userId, NotificationKind.Message, "messages", "/notifications") { Text = "hello" };
                await notifier.NotifyAsync(write, [message], Cancel);
            }

            await write.CommitAsync(Cancel);
        }
    }
}

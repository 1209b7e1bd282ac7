using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications;

/// <summary>What was acknowledged is never lost: on what `dotnet publish` makes, in a process that is killed.</summary>
[Trait("Category", "Slow")]
public sealed class DurabilityTests
{
    [Fact]
    public async Task A_comment_answered_before_kill_9_reaches_the_client_that_resumes_after_it_once()
    {
        await using var app = await PublishedApplication.StartAsync();
        using var lan = await TestUser.RegisterAsync(app.Address, "lan");
        using var minh = await TestUser.RegisterAsync(app.Address, "minh");
        var slug = await lan.PublishAsync();
        await minh.CommentAsync(slug, "Seen before.");
        string epoch;
        await using (var before = await lan.ConnectAsync("?after=0"))
        {
            epoch = (await before.ReceiveAsync("welcome")).GetProperty("epoch").GetString()!;
            (await before.ReceiveAsync("notification")).GetProperty("id").GetInt64().ShouldBe(1);
        }

        await minh.CommentAsync(slug, "Answered 201, and then the power went.");
        await app.KillAsync();
        await app.StartAgainAsync();

        await using var after = await lan.ConnectAsync($"?after=1&epoch={epoch}");
        var welcome = await after.ReceiveAsync();
        welcome.GetProperty("type").GetString().ShouldBe("welcome");
        welcome.GetProperty("epoch").GetString().ShouldBe(epoch);
        (await after.ReceiveAsync()).GetProperty("id").GetInt64().ShouldBe(2);
        // The next frame is the next comment's: nothing came twice.
        await minh.CommentAsync(slug, "And on it goes.");
        (await after.ReceiveAsync("notification")).GetProperty("id").GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task Ten_thousand_notifications_reach_a_client_that_comes_and_goes_in_order_without_gap_or_repeat()
    {
        const int Count = 10_000;
        const int Seed = 20261124;
        var random = new Random(Seed);
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var id = (await lan.ProfileAsync()).Id;
        var publishing = Task.Run(
            async () =>
            {
                for (var number = 1; number <= Count; number++)
                {
                    await app.NotifyAsync(id, $"Number {number}");
                }
            },
            TestContext.Current.CancellationToken);

        var received = new List<long>(Count);
        while (received.Count < Count)
        {
            await using var socket = await lan.ConnectAsync($"?after={received.Count}");
            var stay = random.Next(1, 400);
            for (var frames = 0; frames < stay && received.Count < Count; frames++)
            {
                received.Add((await socket.ReceiveAsync("notification")).GetProperty("id").GetInt64());
            }

            if (random.Next(2) == 0)
            {
                socket.Abort();
            }
        }

        await publishing;
        received.ShouldBe(Enumerable.Range(1, Count).Select(number => (long)number), $"seed {Seed}");
    }
}

using System.Diagnostics;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Faults;

/// <summary>A proxy restarts, and everybody is cut off at the same moment, and back in the next.</summary>
[Trait("Category", "Slow")]
public sealed class CutSocketsTests
{
    private static readonly int Users = FaultScale.Of(20, 100);
    private static readonly int PerUser = FaultScale.Of(10, 20);

    [Fact]
    public async Task All_are_back_soon_with_nothing_lost_and_few_queries()
    {
        var queries = new QueryCounter();
        await using var app = BlogApplication.Start(
            new Dictionary<string, string> { ["Notifications:MaxSocketsPerUser"] = "1000", ["Notifications:ComparisonInterval"] = "00:01:00" },
            services: queries.Watch);
        using var administrator = await app.RegisterAsync("lan");
        var everybody = new List<(TestUser User, FaultPublisher Publisher, SocketReceiver[] Sockets)>();
        for (var i = 0; i < Users; i++)
        {
            var user = await app.RegisterAsync($"reader-{i}");
            everybody.Add((user, new FaultPublisher(administrator, $"reader-{i}"), [.. Enumerable.Range(0, PerUser).Select(_ => new SocketReceiver(user))]));
        }

        var sockets = everybody.SelectMany(one => one.Sockets).ToArray();
        await using var receivers = new FaultReceivers(sockets);
        await Task.WhenAll(everybody.Select(one => one.Publisher.PublishAsync(3, sideBySide: 1)));
        await receivers.ReachAsync(3);

        // The sign-in is one query, everything else another, whether something was missed or nothing.
        var none = await CutAllAsync(async () => await Task.WhenAll(sockets.Select(socket => socket.WelcomedAsync(2))));
        var one = await CutAllAsync(async () =>
        {
            await Task.WhenAll(everybody.Select(each => each.Publisher.PublishAsync(1, sideBySide: 1)));
            await receivers.ReachAsync(4);
        });

        // A tenth more is for what goes on beside it, and a sender asks too.
        none.ShouldBeLessThan(sockets.Length * 21 / 10);
        one.ShouldBeLessThan((sockets.Length * 21 / 10) + (5 * Users));
        foreach (var (user, publisher, own) in everybody)
        {
            await new FaultChecker(user).NothingIsLostAsync(publisher.Acknowledged, own);
            user.Dispose();
        }

        async Task<int> CutAllAsync(Func<Task> backAgain)
        {
            queries.Reads = 0;
            var clock = Stopwatch.StartNew();
            foreach (var socket in sockets)
            {
                socket.CutLine();
            }

            await backAgain().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            FaultScale.Say($"{sockets.Length} sockets were back after {clock.Elapsed}, with {queries.Reads} queries.");
            return queries.Reads;
        }
    }
}

using BlogBlazor.Notifications;
using BlogBlazor.Operating;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Faults;

/// <summary>Measures the memory of this process, and so runs when nothing else does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>A reader that stops reading costs little, holds nobody up, and has everything in the end.</summary>
[Trait("Category", "Slow")]
[Collection(nameof(Alone))]
public sealed class StoppedReaderTests
{
    private static readonly int Count = FaultScale.Of(1_000, 10_000);

    /// <summary>Some 6 KB each: more than the buffers of the line hold.</summary>
    private static readonly string Long = new('ế', 1_900);

    [Fact]
    public async Task The_others_receive_while_one_reads_nothing_and_that_one_has_everything_in_the_end()
    {
        await using var app = BlogApplication.Start();
        using var minh = await app.RegisterAsync("minh");
        var id = (await minh.ProfileAsync()).Id;
        var stopped = new StoppedReceiver(minh);
        await using var all = new FaultReceivers(stopped, new SocketReceiver(minh), new LongPollReceiver(minh));
        var others = all.Where(receiver => receiver != stopped).ToArray();
        var checker = new FaultChecker(minh);

        await app.NotifyAsync(id, Messages(Count));
        await checker.NothingIsLostAsync(Messages(Count), others);
        stopped.Cursor.ShouldBe(0);

        stopped.GoOn();
        await checker.NothingIsLostAsync(Messages(Count), all);
    }

    /// <summary>
    /// What is free again once they are gone: within a moment, in which what earlier tests left behind hardly changes. Blocks of
    /// Kestrel's pool stay for others, but of those a connection has no more than Kestrel's own limits allow.
    /// </summary>
    [Fact]
    public async Task A_stopped_reader_holds_less_than_two_mebibytes_at_the_server()
    {
        const int Stopped = 20;
        await using var app = BlogApplication.Start(
            new Dictionary<string, string> { ["Notifications:MaxSocketsPerUser"] = "100" }, services: KeepDeadPeers);
        using var minh = await app.RegisterAsync("minh");
        var stopped = new FaultReceivers([.. Enumerable.Range(0, Stopped).Select(_ => new StoppedReceiver(minh))]);
        await app.NotifyAsync((await minh.ProfileAsync()).Id, Messages(Count));
        await using (var receivers = new FaultReceivers(new SocketReceiver(minh)))
        {
            await receivers.ReachAsync(Count);
        }

        await OpenAsync(app, Stopped);
        var together = SettledMemory();
        await stopped.DisposeAsync();
        await OpenAsync(app, 0);
        var perReader = (together - SettledMemory()) / Stopped;

        FaultScale.Say($"{perReader / 1024} KiB for each stopped reader");
        perReader.ShouldBeLessThan(2 * 1024 * 1024);
    }

    /// <summary>Waits until so many sockets are open at the server.</summary>
    private static async Task OpenAsync(BlogApplication app, int count)
    {
        var figures = app.Services.GetRequiredService<InstanceFigures>();
        using var patience = new CancellationTokenSource(TestSocket.Patience);
        while (figures.Sum(NotificationMetrics.ConnectionsName, Surface.WebSocket) != count)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>
    /// What is in use once nothing more of earlier tests goes. <see cref="GC.GetTotalMemory"/> stops collecting when a round frees less than
    /// a twentieth, which after a thousand tests is more than the readers hold.
    /// </summary>
    private static long SettledMemory()
    {
        long before, now = GC.GetTotalMemory(forceFullCollection: true);
        do
        {
            GC.WaitForPendingFinalizers();
            (before, now) = (now, GC.GetTotalMemory(forceFullCollection: true));
        }
        while (now < before - 100_000);

        return now;
    }

    private static IReadOnlyList<string> Messages(int count) =>
        [.. Enumerable.Range(1, count).Select(number => $"{number} {Long}")];

    private static void KeepDeadPeers(IServiceCollection services) => services.PostConfigure<WebSocketOptions>(
        options => (options.KeepAliveInterval, options.KeepAliveTimeout) = (Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
}

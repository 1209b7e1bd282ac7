using System.Diagnostics;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Faults;

/// <summary>A line that breaks without a word leaves a half-open socket: the server must find out by itself.</summary>
[Trait("Category", "Slow")]
public sealed class CutLineTests
{
    [Fact]
    public async Task A_half_open_socket_is_let_go_and_what_it_missed_is_caught_up()
    {
        await using var app = BlogApplication.Start(
            new Dictionary<string, string> { ["Notifications:MaxSocketsPerUser"] = "2" }, services: Hurry);
        await using var line = new TestLine(app.Address);
        using var administrator = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        using var overTheLine = minh.At(line.Address);
        var socket = new SocketReceiver(overTheLine);
        await using var receivers = new FaultReceivers(socket, new EventStreamReceiver(minh));
        var publisher = new FaultPublisher(administrator, "minh");
        await publisher.PublishAsync(10);
        await receivers.ReachAsync(10);

        line.Break();
        var clock = Stopwatch.StartNew();
        // The client gives up at once; the server cannot know, and keeps the other of the two places this user has.
        socket.CutLine();
        (await Should.ThrowAsync<UpgradeRefusedException>(() => minh.ConnectAsync("?after=0"))).Status.ShouldBe(429);
        await publisher.PublishAsync(10);

        await new FaultChecker(minh).NothingIsLostAsync(publisher.Acknowledged, receivers);
        FaultScale.Say($"The half-open socket was gone after {clock.Elapsed}.");
    }

    [Fact]
    public async Task The_product_waits_less_than_30_seconds_for_a_dead_peer()
    {
        await using var app = BlogApplication.Start();
        var sockets = app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<WebSocketOptions>>().Value;

        // Zero and infinity are ways to switch it off.
        sockets.KeepAliveInterval.ShouldBeGreaterThan(TimeSpan.Zero);
        sockets.KeepAliveTimeout.ShouldBeGreaterThan(TimeSpan.Zero);
        (sockets.KeepAliveInterval + sockets.KeepAliveTimeout).ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    /// <summary>The full form waits as long as the product does.</summary>
    private static void Hurry(IServiceCollection services)
    {
        if (!FaultScale.IsFull)
        {
            services.PostConfigure<WebSocketOptions>(options =>
                (options.KeepAliveInterval, options.KeepAliveTimeout) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)));
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Faults;

/// <summary>Bytes that no client would send: each connection ends, the server goes on, and nothing stays behind.</summary>
[Trait("Category", "Slow")]
public sealed class FuzzTests
{
    private const int SideBySide = 4;

    /// <summary>For one user: more than are open at once even where the server is slow to see that a client has gone.</summary>
    private const int Places = 100;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(FaultScale.Of(5, 3600));

    [Fact]
    public async Task Whatever_is_sent_the_connection_ends_and_the_server_goes_on()
    {
        var random = FaultScale.Schedule();
        await using var app = BlogApplication.Start(
            new Dictionary<string, string> { ["Notifications:MaxSocketsPerUser"] = Places.ToString(CultureInfo.InvariantCulture) });
        using var administrator = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        using var fuzzer = await app.RegisterAsync("fuzzer");
        var publisher = new FaultPublisher(administrator, "minh");
        await using var receivers = FaultReceivers.OfEachKind(minh);
        await FuzzAsync(fuzzer, [.. Enumerable.Range(0, SideBySide).Select(_ => new Random(random.Next()))], TimeSpan.FromSeconds(1));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var fuzzing = FuzzAsync(fuzzer, [.. Enumerable.Range(0, SideBySide).Select(_ => new Random(random.Next()))], Duration);
        await publisher.PublishAsync(100, sideBySide: 1);
        var connections = await fuzzing;

        await new FaultChecker(minh).NothingIsLostAsync(publisher.Acknowledged, receivers);
        await ShouldHaveAllPlacesAsync(fuzzer);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        FaultScale.Say($"{connections} connections in {Duration}; memory {before / 1024} KiB before, {after / 1024} KiB after");
    }

    /// <summary>None of the user's places is held by a connection that ended long ago.</summary>
    private static async Task ShouldHaveAllPlacesAsync(TestUser user)
    {
        var open = new List<TestSocket>();
        while (open.Count < Places)
        {
            open.Add(await user.ConnectWhenThereIsAPlaceAsync());
        }

        foreach (var socket in open)
        {
            await socket.DisposeAsync();
        }
    }

    private static async Task<int> FuzzAsync(TestUser user, Random[] randoms, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(randoms.Select(random => Task.Run(async () =>
        {
            var connections = 0;
            for (; clock.Elapsed < duration; connections++)
            {
                await ConnectionAsync(user, random);
            }

            return connections;
        })));
        return counts.Sum();
    }

    private static async Task ConnectionAsync(TestUser user, Random random)
    {
        using var socket = await RawWebSocket.ConnectAsync(user, random.Next(2) == 0 ? "" : "?after=0");
        var sent = Bytes(random);
        try
        {
            await socket.SendAsync(sent);
            socket.EndSending();
            while (await socket.ReceiveAsync() is not null)
            {
                // To the end, which must come.
            }
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            // The server had enough before all was sent.
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The connection did not end after {Convert.ToHexString(sent)}");
        }
    }

    /// <summary>Noise, or frames that are right but for some bits: noise alone gets no further than the first byte.</summary>
    private static byte[] Bytes(Random random)
    {
        var bytes = new List<byte>();
        for (var frames = random.Next(6); frames > 0; frames--)
        {
            var opcodes = new[] { RawWebSocket.Continuation, RawWebSocket.Text, RawWebSocket.Text, RawWebSocket.Text, RawWebSocket.Binary, RawWebSocket.Ping, RawWebSocket.Pong, RawWebSocket.Close };
            bytes.AddRange(RawWebSocket.Encode(opcodes[random.Next(opcodes.Length)], Payload(random), final: random.Next(3) > 0));
        }

        if (random.Next(3) == 0 || bytes.Count == 0)
        {
            var noise = new byte[random.Next(1, 200)];
            random.NextBytes(noise);
            bytes.AddRange(noise);
        }

        for (var flips = random.Next(4); flips > 0; flips--)
        {
            bytes[random.Next(bytes.Count)] ^= (byte)(1 << random.Next(8));
        }

        return [.. bytes];
    }

    private static byte[] Payload(Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                return Encoding.UTF8.GetBytes($$"""{"type":"read","upTo":{{random.NextInt64()}}}""");
            case 1:
                return Encoding.UTF8.GetBytes($$"""{"name":["chào bạn",{{random.Next()}},null,{"a":1e{{random.Next(400)}}}]}""");
            case 2:
                return RawWebSocket.CloseWith(random.Next(6000));
            default:
                var noise = new byte[random.Next(10) == 0 ? random.Next(70_000) : random.Next(130)];
                random.NextBytes(noise);
                return noise;
        }
    }
}

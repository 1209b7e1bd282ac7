using System.Text;
using System.Text.Json;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static BlogBlazor.Tests.TestKit.RawWebSocket;

namespace BlogBlazor.Tests.Faults;

/// <summary>RFC 6455, as a client breaks it: the right close code, and only this one connection ends.</summary>
[Trait("Category", "Integration")]
public sealed class BrokenFramesTests(BrokenFramesTests.Server server) : IClassFixture<BrokenFramesTests.Server>
{
    private const int ProtocolError = 1002;
    private const int InvalidPayload = 1007;

    /// <summary>One for all: only the connection ends, never the server.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly BlogApplication _app = BlogApplication.Start();

        public TestUser Lan { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Lan = await _app.RegisterAsync("lan");

        public async ValueTask DisposeAsync()
        {
            Lan.Dispose();
            await _app.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public Task A_reserved_opcode_closes_with_1002(int opcode) => ShouldCloseAsync(ProtocolError, Encode(opcode, "1"u8));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public Task A_reserved_bit_closes_with_1002(int bit) => ShouldCloseAsync(ProtocolError, Encode(Text, "1"u8, reserved: bit));

    [Fact]
    public Task A_frame_without_a_mask_closes_with_1002() => ShouldCloseAsync(ProtocolError, Encode(Text, "\"in plain sight\""u8, masked: false));

    [Fact]
    public Task A_ping_in_fragments_closes_with_1002() => ShouldCloseAsync(ProtocolError, Encode(Ping, "1"u8, final: false));

    [Fact]
    public Task A_ping_of_126_bytes_closes_with_1002() => ShouldCloseAsync(ProtocolError, Encode(Ping, new byte[126]));

    [Fact]
    public Task A_continuation_of_nothing_closes_with_1002() => ShouldCloseAsync(ProtocolError, Encode(Continuation, "1"u8));

    [Fact]
    public Task A_new_message_inside_another_closes_with_1002() =>
        ShouldCloseAsync(ProtocolError, [.. Encode(Text, "1"u8, final: false), .. Encode(Text, "1"u8)]);

    [Theory]
    [InlineData("c328")] // the second byte continues nothing
    [InlineData("eda080")] // half of a surrogate pair
    [InlineData("f4908080")] // beyond U+10FFFF
    [InlineData("c0af")] // longer than it needs to be
    [InlineData("e1ba")] // cut off
    public async Task Broken_UTF_8_closes_with_1007_in_one_piece_or_in_two(string bytes)
    {
        byte[] text = [(byte)'"', .. Convert.FromHexString(bytes), .. bytes == "e1ba" ? [] : "\""u8.ToArray()];

        await ShouldCloseAsync(InvalidPayload, Encode(Text, text));
        await ShouldCloseAsync(InvalidPayload, [.. Encode(Text, text.AsSpan(..2), final: false), .. Encode(Continuation, text.AsSpan(2..))]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    [InlineData(1004)]
    [InlineData(1005)]
    [InlineData(1006)]
    [InlineData(1015)]
    [InlineData(1016)]
    [InlineData(1100)]
    [InlineData(2999)]
    [InlineData(5000)]
    [InlineData(65535)]
    public Task A_close_code_that_nobody_may_send_closes_with_1002(int code) => ShouldCloseAsync(ProtocolError, Encode(Close, CloseWith(code)));

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1003)]
    [InlineData(1007)]
    [InlineData(1011)]
    [InlineData(3000)]
    [InlineData(4999)]
    public Task A_close_code_that_may_be_sent_is_answered_with_1000(int code) => ShouldCloseAsync(1000, Encode(Close, CloseWith(code, "tạm biệt")));

    [Fact]
    public Task A_close_without_a_code_is_answered_with_1000() => ShouldCloseAsync(1000, Encode(Close, []));

    [Fact]
    public Task Half_a_close_code_closes_with_1002() => ShouldCloseAsync(ProtocolError, Encode(Close, [3]));

    [Fact]
    public async Task A_message_in_fragments_with_pings_between_them_is_one_message()
    {
        using var socket = await ConnectAsync(server.Lan);
        var text = Encoding.UTF8.GetBytes("\"chào bạn\"");

        for (var i = 0; i < text.Length; i++)
        {
            await socket.SendAsync(Encode(i == 0 ? Text : Continuation, text.AsSpan(i, 1), final: i == text.Length - 1));
            await socket.SendAsync(Encode(Ping, [(byte)i]));
        }

        var frames = new List<Frame>();
        while (frames.Count < text.Length + 1)
        {
            frames.Add((await socket.ReceiveAsync()).ShouldNotBeNull());
        }

        frames.Where(frame => frame.Opcode == Pong).Select(frame => (int)frame.Payload.Single()).ShouldBe(Enumerable.Range(0, text.Length));
        JsonElement.Parse(frames.Single(frame => frame.Opcode == Text).Payload).Text("echo").ShouldBe("chào bạn");
    }

    [Fact]
    public async Task Empty_fragments_and_pongs_that_nobody_asked_for_are_no_harm()
    {
        using var socket = await ConnectAsync(server.Lan);

        await socket.SendAsync(Encode(Pong, "unasked"u8));
        await socket.SendAsync(Encode(Text, [], final: false));
        await socket.SendAsync(Encode(Continuation, [], final: false));
        await socket.SendAsync(Encode(Continuation, "1"u8));

        JsonElement.Parse((await socket.ReceiveAsync(Text)).ShouldNotBeNull().Payload).Number("echo").ShouldBe(1);
    }

    [Fact]
    public async Task A_socket_that_is_told_of_its_broken_frames_has_no_place_any_more()
    {
        // Time stands still, so the close code stays on the line.
        await using var app = BlogApplication.Start(
            new Dictionary<string, string> { ["Notifications:MaxSocketsPerUser"] = "1" },
            services: services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(DateTimeOffset.UtcNow)));
        using var lan = await app.RegisterAsync("lan");
        using var broken = await ConnectAsync(lan);

        await broken.SendAsync(Encode(Continuation, "1"u8));
        (await broken.ReceiveAsync(Close)).ShouldNotBeNull().CloseCode.ShouldBe(ProtocolError);

        await using var next = await lan.ConnectWhenThereIsAPlaceAsync();
    }

    private async Task ShouldCloseAsync(int code, byte[] sent)
    {
        using var socket = await ConnectAsync(server.Lan);

        await socket.SendAsync(sent);

        (await socket.ReceiveAsync(Close)).ShouldNotBeNull("The connection ended without a goodbye.").CloseCode.ShouldBe(code);
    }
}

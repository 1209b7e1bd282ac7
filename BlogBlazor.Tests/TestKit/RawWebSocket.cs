using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// A WebSocket over plain TCP that sends whatever it is told to, wrong frames above all, and reads only when it is told to.
/// </summary>
public sealed class RawWebSocket : IDisposable
{
    public const int Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10;

    private readonly TcpClient _tcp = new();
    private readonly CancellationTokenSource _patience = new();

    public sealed record Frame(int Opcode, byte[] Payload)
    {
        public int CloseCode => BinaryPrimitives.ReadUInt16BigEndian(Payload);

        public override string ToString() => $"opcode {Opcode}: {Encoding.UTF8.GetString(Payload)}";
    }

    /// <param name="user">Whose cookies it sends.</param>
    /// <param name="query">Such as "?after=0".</param>
    public static async Task<RawWebSocket> ConnectAsync(TestUser user, string query = "")
    {
        var socket = new RawWebSocket();
        try
        {
            await socket.OpenAsync(user, query);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <param name="reserved">The three reserved bits, as a number.</param>
    public static byte[] Encode(int opcode, ReadOnlySpan<byte> payload, bool final = true, bool masked = true, int reserved = 0)
    {
        var length = payload.Length switch
        {
            < 126 => new[] { (byte)payload.Length },
            <= ushort.MaxValue => [126, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ => [127, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length],
        };
        length[0] |= (byte)(masked ? 0x80 : 0);
        var mask = masked ? RandomNumberGenerator.GetBytes(4) : [];
        byte[] frame = [(byte)((final ? 0x80 : 0) | (reserved << 4) | opcode), .. length, .. mask, .. payload];
        for (var i = 0; masked && i < payload.Length; i++)
        {
            frame[^(payload.Length - i)] ^= mask[i % 4];
        }

        return frame;
    }

    public static byte[] CloseWith(int code, string reason = "") =>
        [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)];

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _tcp.GetStream().WriteAsync(bytes, Patience());

    /// <summary>The server sees the end of what is sent; what it sends still arrives.</summary>
    public void EndSending() => _tcp.Client.Shutdown(SocketShutdown.Send);

    /// <returns>Null when the server has ended the connection.</returns>
    public async Task<Frame?> ReceiveAsync()
    {
        try
        {
            var head = await ReadAsync(2);
            var length = (head[1] & 0x7f) switch
            {
                126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2)),
                127 => checked((int)BinaryPrimitives.ReadUInt64BigEndian(await ReadAsync(8))),
                var small => small,
            };
            (head[1] & 0x80).ShouldBe(0, "A server masks nothing.");
            return new Frame(head[0] & 0x0f, await ReadAsync(length));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Skips frames of other kinds.</summary>
    /// <returns>Null when the connection ends without one.</returns>
    public async Task<Frame?> ReceiveAsync(int opcode)
    {
        while (true)
        {
            var frame = await ReceiveAsync();
            if (frame is null || frame.Opcode == opcode)
            {
                return frame;
            }
        }
    }

    public void Dispose()
    {
        _tcp.Dispose();
        _patience.Dispose();
    }

    private async Task OpenAsync(TestUser user, string query)
    {
        // What a stopped reader does not read must wait at the server, not here.
        _tcp.ReceiveBufferSize = 4096;
        var address = user.Http.BaseAddress!;
        await _tcp.ConnectAsync(address.Host, address.Port, Patience());
        await SendAsync(Encoding.ASCII.GetBytes(string.Join("\r\n",
            $"GET /ws/notifications/{query} HTTP/1.1",
            $"Host: {address.Authority}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            $"Sec-WebSocket-Key: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}",
            $"Cookie: {user.Cookies.GetCookieHeader(address)}",
            "",
            "")));
        var answer = new StringBuilder();
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            answer.Append((char)(await ReadAsync(1))[0]);
        }

        answer.ToString().ShouldStartWith("HTTP/1.1 101 ");
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await _tcp.GetStream().ReadExactlyAsync(bytes, Patience());
        return bytes;
    }

    /// <summary>Each read and write has it anew.</summary>
    private CancellationToken Patience()
    {
        _patience.CancelAfter(TestSocket.Patience);
        return _patience.Token;
    }
}

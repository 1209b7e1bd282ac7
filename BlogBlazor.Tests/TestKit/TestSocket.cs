using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace BlogBlazor.Tests.TestKit;

/// <summary>A WebSocket client that knows nothing of the implementation. Every wait ends after <see cref="Patience"/>.</summary>
public sealed class TestSocket : IAsyncDisposable
{
    /// <summary>
    /// Bounds a test that fails, not one that passes. Where failing is the rule, as in a mutation run, TEST_PATIENCE shortens it.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("TEST_PATIENCE"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 20);

    private readonly ClientWebSocket _socket;

    private TestSocket(ClientWebSocket socket) => _socket = socket;

    /// <summary>What the server said with its close code.</summary>
    public string? CloseReason => _socket.CloseStatusDescription;

    /// <exception cref="WebSocketException">The upgrade was refused; the message names the status.</exception>
    public static async Task<TestSocket> ConnectAsync(Uri address, string pathAndQuery, Action<ClientWebSocketOptions> options)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        options(socket.Options);
        var uri = new UriBuilder(new Uri(address, pathAndQuery)) { Scheme = "ws" }.Uri;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await socket.ConnectAsync(uri, patience.Token);
        }
        catch (WebSocketException e)
        {
            var status = (int)socket.HttpStatusCode;
            socket.Dispose();
            throw new UpgradeRefusedException(status, e);
        }

        return new TestSocket(socket);
    }

    public async Task<JsonElement> ReceiveAsync() => JsonElement.Parse(await ReceiveRawAsync());

    public async Task<string> ReceiveRawAsync()
    {
        var (type, message) = await ReceiveAnyAsync();
        type.ShouldBe(WebSocketMessageType.Text, $"closed with {_socket.CloseStatus} {CloseReason}");
        return Encoding.UTF8.GetString(message);
    }

    /// <summary>Skips frames of other types, and is not kept waiting by them: heartbeats never end.</summary>
    public Task<JsonElement> ReceiveAsync(string type) => SkipToAsync(type).WaitAsync(Patience);

    private async Task<JsonElement> SkipToAsync(string type)
    {
        while (true)
        {
            var frame = await ReceiveAsync();
            if (frame.TryGetProperty("type", out var name) && name.GetString() == type)
            {
                return frame;
            }
        }
    }

    /// <summary>Skips frames until the server closes.</summary>
    /// <returns>The close code.</returns>
    public async Task<int> ReceiveCloseAsync()
    {
        while (true)
        {
            if ((await ReceiveAnyAsync()).Type == WebSocketMessageType.Close)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                return (int)_socket.CloseStatus!;
            }
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public async Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type, bool endOfMessage = true)
    {
        using var patience = new CancellationTokenSource(Patience);
        await _socket.SendAsync(message, type, endOfMessage, patience.Token);
    }

    /// <summary>Says goodbye and waits for the server's.</summary>
    /// <returns>The close code.</returns>
    public async Task<int> CloseAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        while ((await ReceiveAnyAsync()).Type != WebSocketMessageType.Close)
        {
            // What was on its way.
        }

        return (int)_socket.CloseStatus!;
    }

    /// <summary>Cuts the line without a goodbye.</summary>
    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            using var patience = new CancellationTokenSource(Patience);
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        }

        _socket.Dispose();
    }

    private async Task<(WebSocketMessageType Type, byte[] Message)> ReceiveAnyAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var message = new MemoryStream();
        var buffer = new byte[4096];
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, patience.Token);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return (part.MessageType, message.ToArray());
    }
}

public sealed class UpgradeRefusedException(int status, Exception inner) : Exception($"The upgrade was refused with {status}.", inner)
{
    public int Status => status;
}

using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.RateLimiting;
using BlogBlazor.Data;
using BlogBlazor.Notifications.Delivery;

namespace BlogBlazor.Notifications.WebSockets;

/// <summary>
/// One open socket: a loop that reads, and one that writes what the receiver is told. The first to end decides the close
/// code; the other then ends too.
/// </summary>
internal sealed class NotificationSocketSession(
    WebSocket socket, Receiver receiver, bool mayMark, NotificationSocketSession.Services services) : IDisposable
{
    /// <summary>What every session shares.</summary>
    internal sealed record Services(
        NotificationFrames Frames, NotificationStore Store, TimeProvider Time, MessageRateLimit RateLimit);

    private const int MaxMessageBytes = 16 * 1024;

    /// <summary>A peer that takes longer to accept one frame is dead or gone; what it missed waits in the rows.</summary>
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _sending = new(1);

    public async Task RunAsync(CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, receiver.Ending);
        var reading = ReadAsync(aborted);
        var writing = WriteAsync(ending.Token);
        var first = await Task.WhenAny(reading, writing);
        await ending.CancelAsync();
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var close = first == reading ? await reading : SocketClose.Of(receiver.End);
        if (close == SocketClose.BrokenFrames)
        {
            // Aborting the connection at once would take the close code off the line before it is seen. It gets its time
            // without a place among the user's receivers: a client that comes back in order must find that free.
            receiver.Dispose();
            await Task.Delay(CloseTimeout, services.Time, aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else
        {
            await CloseAsync(close, reading);
        }
    }

    public void Dispose() => _sending.Dispose();

    /// <returns>How to close: null when the connection is gone already.</returns>
    private async Task<SocketClose?> ReadAsync(CancellationToken aborted)
    {
        using var limiter = services.RateLimit.Create();
        // One byte more than allowed, so that a message that is exactly as long as allowed is known from a longer one.
        var buffer = ArrayPool<byte>.Shared.Rent(MaxMessageBytes + 1);
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult received;
                do
                {
                    // Never cancelled to give up on reading: that would abort the socket, and no close frame could be sent.
                    received = await socket.ReceiveAsync(buffer.AsMemory(length, MaxMessageBytes + 1 - length), aborted);
                    length += received.Count;
                    if (length > MaxMessageBytes)
                    {
                        return SocketClose.MessageTooBig;
                    }
                }
                while (!received.EndOfMessage);

                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return SocketClose.Normal;
                }

                if (!limiter.AttemptAcquire().IsAcquired)
                {
                    return SocketClose.TooManyMessages;
                }

                await AnswerAsync(received.MessageType, buffer.AsMemory(0, length), aborted);
            }
        }
        catch (WebSocketException e) when (e.WebSocketErrorCode != WebSocketError.ConnectionClosedPrematurely)
        {
            return SocketClose.BrokenFrames;
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Task AnswerAsync(WebSocketMessageType type, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (type == WebSocketMessageType.Binary)
        {
            return SendAsync(NotificationFrames.Error("binary_not_supported"), cancellationToken);
        }

        try
        {
            var root = JsonElement.Parse(message.Span);
            return IsRead(root) ? MarkReadAsync(root, cancellationToken) : SendAsync(new { echo = root }, cancellationToken);
        }
        // Not every text that parses can be read or written: half of a surrogate pair, as an escape, is no character.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return SendAsync(NotificationFrames.Error("invalid_json"), cancellationToken);
        }
    }

    private static bool IsRead(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object
        && message.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("read");

    private async Task MarkReadAsync(JsonElement message, CancellationToken cancellationToken)
    {
        if (!message.TryGetProperty("upTo", out var given) || given.ValueKind != JsonValueKind.Number || !given.TryGetInt64(out var upTo))
        {
            await SendAsync(NotificationFrames.Error("invalid_read"), cancellationToken);
            return;
        }

        if (!mayMark)
        {
            await SendAsync(NotificationFrames.Error("insufficient_scope"), cancellationToken);
            return;
        }

        try
        {
            await services.Store.MarkReadAsync(receiver.UserId, new ReadMark(upTo, null), cancellationToken);
        }
        catch (Exception e) when (e.IsDatabaseAway())
        {
            await SendAsync(NotificationFrames.Error("not_marked"), cancellationToken);
        }
    }

    private async Task WriteAsync(CancellationToken ending)
    {
        await foreach (var happened in receiver.ReadAllAsync(ending))
        {
            // A client in plain mode, the tutorial's, knows notifications only.
            if ((receiver.IsResumable || happened is Delivered) && services.Frames.Of(happened) is { } frame)
            {
                await SendAsync(frame.Body, ending);
            }
        }
    }

    private Task SendAsync(object frame, CancellationToken cancellationToken) =>
        SendAsync(JsonSerializer.SerializeToUtf8Bytes(frame, NotificationFrames.Json), cancellationToken);

    private async Task SendAsync(byte[] frame, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            // A send that is cancelled half-way aborts the socket, so ending a session lets a frame in flight finish.
            using var timeout = new CancellationTokenSource(SendTimeout, services.Time);
            await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, timeout.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task CloseAsync(SocketClose? close, Task reading)
    {
        try
        {
            if (close is { } reason && socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                using var timeout = new CancellationTokenSource(CloseTimeout, services.Time);
                await socket.CloseOutputAsync(reason.Code, reason.Description, timeout.Token);
                // The peer's own close ends the read loop. Where that has ended already, what the peer still sends is read
                // and dropped: aborting with bytes unread would take our close frame off the line before it is seen.
                await (reading.IsCompleted ? DrainAsync(timeout.Token) : reading.WaitAsync(timeout.Token));
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or TimeoutException)
        {
            // The peer went away in the middle of its goodbye.
        }
        finally
        {
            socket.Abort();
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var dropped = new byte[4096];
        while (socket.State == WebSocketState.CloseSent)
        {
            await socket.ReceiveAsync(dropped.AsMemory(), cancellationToken);
        }
    }
}

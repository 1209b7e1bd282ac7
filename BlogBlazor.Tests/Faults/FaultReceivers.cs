using System.Collections;
using System.Text.Json;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.SignalR.Client;

namespace BlogBlazor.Tests.Faults;

/// <summary>Receivers at work, until disposed.</summary>
internal sealed class FaultReceivers : IReadOnlyCollection<FaultReceiver>, IAsyncDisposable
{
    private readonly FaultReceiver[] _receivers;

    public FaultReceivers(params FaultReceiver[] receivers)
    {
        _receivers = receivers;
        foreach (var receiver in receivers)
        {
            receiver.Start();
        }
    }

    /// <summary>One of each surface: a fault is survived when all of them survive it.</summary>
    public static FaultReceivers OfEachKind(params TestUser[] users) => new([.. users.SelectMany(OfEachKind)]);

    private static FaultReceiver[] OfEachKind(TestUser user) =>
        [new SocketReceiver(user), new EventStreamReceiver(user), new HubReceiver(user), new LongPollReceiver(user)];

    public int Count => _receivers.Length;

    public Task ReachAsync(long sequence) => ReachAsync(_receivers, sequence);

    public static async Task ReachAsync(IEnumerable<FaultReceiver> receivers, long sequence)
    {
        foreach (var receiver in receivers)
        {
            await receiver.ReachAsync(sequence);
        }
    }

    public IEnumerator<FaultReceiver> GetEnumerator() => _receivers.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public async ValueTask DisposeAsync() => await Task.WhenAll(_receivers.Select(receiver => receiver.DisposeAsync().AsTask()));
}

/// <summary>The resumable WebSocket.</summary>
internal sealed class SocketReceiver(TestUser user) : FaultReceiver
{
    private TestSocket? _socket;

    /// <summary>Without a goodbye.</summary>
    public void CutLine() => Volatile.Read(ref _socket)?.Abort();

    protected override async Task ReceiveAsync()
    {
        await using var socket = await user.ConnectAsync(ResumeQuery);
        Volatile.Write(ref _socket, socket);
        await using var stopping = Stopping.Register(socket.Abort);
        while (true)
        {
            Take(await socket.ReceiveAsync());
        }
    }
}

/// <summary>A resumable WebSocket that stops reading, whatever is sent to it, until it is told to go on.</summary>
internal sealed class StoppedReceiver(TestUser user) : FaultReceiver
{
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn() => _goOn.TrySetResult();

    protected override async Task ReceiveAsync()
    {
        using var socket = await RawWebSocket.ConnectAsync(user, ResumeQuery);
        await using var stopping = Stopping.Register(socket.Dispose);
        await _goOn.Task.WaitAsync(Stopping);
        while (await socket.ReceiveAsync() is { } frame)
        {
            if (frame.Opcode == RawWebSocket.Ping)
            {
                await socket.SendAsync(RawWebSocket.Encode(RawWebSocket.Pong, frame.Payload));
            }
            else if (frame.Opcode == RawWebSocket.Text)
            {
                Take(JsonElement.Parse(frame.Payload));
            }
        }
    }
}

/// <summary>GET /api/notifications with <c>wait</c>.</summary>
internal sealed class LongPollReceiver(TestUser user) : FaultReceiver
{
    protected override async Task ReceiveAsync()
    {
        var path = new Uri($"/api/notifications?after={Cursor}&wait=10&limit=500", UriKind.Relative);
        using var response = await user.Http.GetAsync(path, Stopping);
        var list = await TestUser.ReadAsync(response.EnsureSuccessStatusCode());
        if (list.Number("latest") < Cursor)
        {
            StartAgain(oldest: 1);
        }

        foreach (var item in list.GetProperty("items").EnumerateArray())
        {
            Deliver(item);
        }
    }
}

/// <summary>Server-sent events.</summary>
internal sealed class EventStreamReceiver(TestUser user) : FaultReceiver
{
    protected override async Task ReceiveAsync()
    {
        await using var events = await TestEventSource.OpenAsync(user.Http, ResumeQuery);
        events.Response.EnsureSuccessStatusCode();
        // It ends a read that still waits.
        await using var stopping = Stopping.Register(events.Response.Dispose);
        while (await events.NextAsync() is { } item)
        {
            Take(JsonElement.Parse(item.Data));
        }
    }
}

/// <summary>The ready-made client of SignalR, without its own reconnecting: that knows no cursor.</summary>
internal sealed class HubReceiver(TestUser user) : FaultReceiver
{
    protected override async Task ReceiveAsync()
    {
        await using var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(user.Http.BaseAddress!, "/hubs/notifications"), options => options.Cookies = user.Cookies)
            .Build();
        await hub.StartAsync(Stopping);
        await foreach (var frame in hub.StreamAsync<JsonElement>("Subscribe", Cursor, Epoch, Stopping))
        {
            Take(frame);
        }
    }
}

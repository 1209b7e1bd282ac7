using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.Transports;

/// <summary>One user who waits for news over one transport, as a careful client would: one kept connection, a cursor, a token.</summary>
internal sealed class WaitingClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _token;
    private readonly TaskCompletionSource _hasAll = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _expected;
    private long _cursor;

    /// <param name="after">The last number that the user has.</param>
    /// <param name="expected">How many will come.</param>
    public WaitingClient(Uri address, string token, long after, int expected)
    {
        (_token, _cursor, _expected) = (token, after, expected);
        _http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public static IReadOnlyDictionary<string, Func<WaitingClient, CancellationToken, Task>> Transports { get; } =
        new Dictionary<string, Func<WaitingClient, CancellationToken, Task>>
        {
            ["Polling, every second"] = (client, ending) => client.PollAsync("", TimeSpan.FromSeconds(1), ending),
            ["Long polling"] = (client, ending) => client.PollAsync("&wait=25", TimeSpan.Zero, ending),
            ["Server-sent events"] = (client, ending) => client.ReadEventsAsync(ending),
            ["WebSocket"] = (client, ending) => client.ReadSocketAsync(ending),
        };

    public int Requests { get; private set; }

    /// <summary>When each message arrived (<see cref="Stopwatch.GetTimestamp"/>).</summary>
    public ConcurrentDictionary<string, long> Arrivals { get; } = new();

    public Task HasAllAsync() => _hasAll.Task.WaitAsync(TestSocket.Patience);

    public void Dispose() => _http.Dispose();

    private async Task PollAsync(string wait, TimeSpan pause, CancellationToken ending)
    {
        while (true)
        {
            Requests++;
            using var list = JsonDocument.Parse(await _http.GetStringAsync($"/api/notifications?after={_cursor}{wait}", ending));
            foreach (var item in list.RootElement.GetProperty("items").EnumerateArray())
            {
                Take(item);
            }

            await Task.Delay(pause, ending);
        }
    }

    private async Task ReadEventsAsync(CancellationToken ending)
    {
        Requests++;
        await using var stream = await _http.GetStreamAsync($"/sse/notifications?after={_cursor}", ending);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(ending))
        {
            if (item.EventType == "notification")
            {
                Take(JsonElement.Parse(item.Data));
            }
        }
    }

    private async Task ReadSocketAsync(CancellationToken ending)
    {
        Requests++;
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + _token);
        await socket.ConnectAsync(new UriBuilder(new Uri(_http.BaseAddress!, $"/ws/notifications/?after={_cursor}")) { Scheme = "ws" }.Uri, ending);
        var buffer = new byte[8 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, ending);
            var frame = JsonElement.Parse(Encoding.UTF8.GetString(buffer, 0, received.Count));
            if (frame.Type() == "notification")
            {
                Take(frame);
            }
        }
    }

    private void Take(JsonElement item)
    {
        _cursor = item.Number("id");
        Arrivals[item.Text("message")!] = Stopwatch.GetTimestamp();
        if (Arrivals.Count == _expected)
        {
            _hasAll.TrySetResult();
        }
    }
}

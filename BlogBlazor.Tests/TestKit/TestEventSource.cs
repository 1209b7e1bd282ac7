using System.Net.ServerSentEvents;
using System.Text.Json;

namespace BlogBlazor.Tests.TestKit;

/// <summary>A reader of server-sent events. Every wait ends after <see cref="TestSocket.Patience"/>.</summary>
public sealed class TestEventSource : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly SseParser<string> _parser;
    private readonly IAsyncEnumerator<SseItem<string>> _items;

    private TestEventSource(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _parser = SseParser.Create(body);
        _items = _parser.EnumerateAsync().GetAsyncEnumerator();
    }

    public HttpResponseMessage Response => _response;

    /// <summary>What EventSource would send back as Last-Event-ID.</summary>
    public string LastEventId => _parser.LastEventId;

    public TimeSpan ReconnectionInterval => _parser.ReconnectionInterval;

    /// <param name="query">Such as "?after=0".</param>
    public static async Task<TestEventSource> OpenAsync(HttpClient http, string query = "", string? lastEventId = null, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sse/notifications" + query);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(TestSocket.Patience);
        return new TestEventSource(response, await response.Content.ReadAsStreamAsync());
    }

    /// <returns>The next event; null when the server has ended the stream.</returns>
    public async Task<SseItem<string>?> NextAsync() =>
        await _items.MoveNextAsync().AsTask().WaitAsync(TestSocket.Patience) ? _items.Current : null;

    /// <summary>Skips events of other types, and is not kept waiting by them: heartbeats never end.</summary>
    public async Task<JsonElement> ReceiveAsync(string type)
    {
        using var patience = new CancellationTokenSource(TestSocket.Patience);
        while (!patience.IsCancellationRequested)
        {
            var item = await NextAsync() ?? throw new InvalidOperationException($"The stream ended before '{type}' came.");
            if (item.EventType == type)
            {
                var frame = JsonElement.Parse(item.Data);
                frame.Type().ShouldBe(type);
                return frame;
            }
        }

        throw new TimeoutException($"No '{type}' came.");
    }

    public async ValueTask DisposeAsync()
    {
        // The body first: it ends a read that still waits.
        _response.Dispose();
        await _items.DisposeAsync();
    }
}

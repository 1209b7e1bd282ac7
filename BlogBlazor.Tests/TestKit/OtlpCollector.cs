using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Takes what is exported over OTLP, by HTTP, on a port of loopback, and keeps it as text.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<(string Signal, string Text)> _received = new();
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpCollector(WebApplication server) => _server = server;

    /// <summary>What an operator sets to export there.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _server.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
    };

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new OtlpCollector(builder.Build());
        collector._server.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            // Protobuf, in which texts stand as they are.
            collector._received.Enqueue((signal, Encoding.UTF8.GetString(body.ToArray())));
            Interlocked.Exchange(ref collector._arrived, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        });
        await collector._server.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>
    /// All that has arrived of a signal, once it holds these texts. An application sends the rest while it ends, which may
    /// be a moment after it was disposed here.
    /// </summary>
    /// <param name="signal">"metrics", "traces" or "logs".</param>
    public async Task<string> ReceivedAsync(string signal, params IReadOnlyList<string> texts)
    {
        while (true)
        {
            var arrived = Volatile.Read(ref _arrived).Task;
            var all = string.Concat(_received.Where(r => r.Signal == signal).Select(r => r.Text));
            if (texts.All(text => all.Contains(text, StringComparison.Ordinal)))
            {
                return all;
            }

            await arrived.WaitAsync(TestSocket.Patience);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Somebody else's system, which webhooks are sent to: real Kestrel on loopback that answers as it is told.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedWebhook> _received = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private bool _isAway;

    private WebhookReceiver(WebApplication app, Uri address) => (_app, Url) = (app, new Uri(address, "/hook").ToString());

    public string Url { get; }

    /// <summary>The status to answer with; 200 unless a test says otherwise.</summary>
    public Func<ReceivedWebhook, HttpContext, Task<int>> Answer { get; set; } = (_, _) => Task.FromResult(200);

    /// <summary>Every request, in the order in which they came.</summary>
    public IReadOnlyList<ReceivedWebhook> All => [.. _received];

    /// <summary>The numbers that were taken, each once, in the order in which they first were.</summary>
    public IReadOnlyList<long> Taken => [.. All.Where(r => r.Status is >= 200 and < 300).Select(r => r.Sequence).Distinct()];

    public static async Task<WebhookReceiver> StartAsync(Uri? address = null)
    {
        address ??= ServerProcess.FreeAddress();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address.GetLeftPart(UriPartial.Authority));
        var app = builder.Build();
        var receiver = new WebhookReceiver(app, address);
        app.Run(receiver.ReceiveAsync);
        await app.StartAsync();
        return receiver;
    }

    public void AnswerWith(int status) => Answer = (_, _) => Task.FromResult(status);

    /// <summary>Waits until it is so, looking again at every request that comes.</summary>
    public async Task UntilAsync(Func<WebhookReceiver, bool> condition, TimeSpan? longest = null)
    {
        using var patience = new CancellationTokenSource(longest ?? TestSocket.Patience);
        while (!condition(this))
        {
            await _arrived.WaitAsync(patience.Token);
        }
    }

    /// <summary>It is away then, and another may be started at its address.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isAway)
        {
            return;
        }

        _isAway = true;
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _arrived.Dispose();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var received = new ReceivedWebhook(
            context.Request.Headers["webhook-id"].ToString(),
            context.Request.Headers["webhook-timestamp"].ToString(),
            context.Request.Headers["webhook-signature"].ToString(),
            Encoding.UTF8.GetString(body.ToArray()));
        received.Status = await Answer(received, context);
        _received.Enqueue(received);
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = received.Status;
        }

        _arrived.Release();
    }
}

public sealed record ReceivedWebhook(string Id, string Timestamp, string Signature, string Body)
{
    public int Status { get; set; }

    public JsonElement Frame => JsonElement.Parse(Body);

    public long Sequence => Frame.Number("id");

    /// <summary>By the words of the Standard Webhooks specification, and nothing of the application's.</summary>
    public bool IsSignedWith(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var expected = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Id}.{Timestamp}.{Body}")));
        return Signature.Split(' ').Contains("v1," + expected);
    }
}

using System.Buffers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using BlogBlazor.Notifications.Delivery;

namespace BlogBlazor.Notifications.ServerSentEvents;

/// <summary>
/// The frames of the resumable mode as server-sent events. Kestrel itself lets go of a reader that takes nothing
/// (MinResponseDataRate), and holds 64 KiB for it until then.
/// </summary>
internal sealed class NotificationStreamEndpoint(ReceiverAdmission admission, NotificationFrames frames)
{
    public const string Path = "/sse/notifications";

    public Task<IResult> HandleAsync(HttpContext context) => admission.AdmitAsync(context, Surface.Sse, async receiver =>
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        // A proxy that buffers would hold the news back.
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            // The client knows that it is connected, however long the first read takes.
            await response.WriteAsync("retry: 3000\n\n", context.RequestAborted);
            var items = frames.ReadAllAsync(receiver, context.RequestAborted).Select(Item);
            await SseFormatter.WriteAsync(items, response.Body, Write, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
    });

    private static SseItem<object> Item(NotificationFrame frame) => new(frame.Body, frame.Type) { EventId = frame.EventId };

    private static void Write(SseItem<object> item, IBufferWriter<byte> bytes)
    {
        using var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = NotificationFrames.Json.Encoder });
        JsonSerializer.Serialize(json, item.Data, NotificationFrames.Json);
    }
}

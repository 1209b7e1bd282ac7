using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BlogBlazor.Notifications.Delivery;

namespace BlogBlazor.Notifications;

/// <summary>The JSON that leaves on every surface: the frames of the public contract.</summary>
public sealed class NotificationFrames(NotificationText text)
{
    /// <summary>Nothing here ends up inside HTML, so Vietnamese letters travel as they are.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // One level more than what is read from a client, which goes back inside an echo.
        MaxDepth = 65,
    };

    public NotificationItem Item(Notification n) => new(
        n.Sequence,
        text.Of(n),
        n.Kind,
        n.Link,
        n.Actor is { } actor ? new ActorItem(actor.Handle, actor.DisplayName) : null,
        n.CreatedAt,
        n.ReadAt)
    {
        ArchivedAt = n.ArchivedAt,
        SnoozedUntil = n.SnoozedUntil,
        Group = n.Group,
    };

    /// <summary>The frame of an event, or null when the contract has none for it.</summary>
    public NotificationFrame? Of(NotificationEvent happened) => happened switch
    {
        Delivered d => new("notification", Item(d.Notification) with
        {
            Type = "notification",
            Unread = d.Unread,
            // Where it is in the inbox is for lists.
            ArchivedAt = null,
            SnoozedUntil = null,
            Group = null,
        }),
        Welcomed { Snapshot: var s } => new("welcome", new { type = "welcome", s.Epoch, s.Oldest, s.Latest, s.Unread }),
        WasReset r => new("reset", new { type = "reset", r.Epoch, r.Oldest }),
        Heartbeat h => new("heartbeat", new { type = "heartbeat", h.Latest, h.Unread }),
        ReadChanged r => new("read", new { type = "read", r.Mark.UpTo, r.Mark.Ids, r.Unread }),
        StateChanged { Change: var c } s => new("change", new { type = "change", c.State, c.Ids, c.UpTo, s.Unread }),
        Retracted r => new("retract", new { type = "retract", id = r.Sequence, r.Unread }),
        _ => null,
    };

    /// <summary>
    /// The frames of the resumable mode, for surfaces whose line cannot say by itself why it ends: when the server ends the
    /// receiver, the last one is <c>close</c> with the code that a WebSocket would be closed with.
    /// </summary>
    public async IAsyncEnumerable<NotificationFrame> ReadAllAsync(
        Receiver receiver, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, receiver.Ending);
        await using var events = receiver.ReadAllAsync(ending.Token).GetAsyncEnumerator(ending.Token);
        var epoch = "";
        while (await HasNextAsync(events, receiver))
        {
            epoch = events.Current is Welcomed { Snapshot: var snapshot } ? snapshot.Epoch : epoch;
            if (Of(events.Current) is { } frame)
            {
                yield return events.Current is Delivered { Notification: var n } ? frame with { EventId = $"{epoch}:{n.Sequence}" } : frame;
            }
        }

        yield return new NotificationFrame("close", new { type = "close", code = (int)receiver.End });
    }

    private static async Task<bool> HasNextAsync(IAsyncEnumerator<NotificationEvent> events, Receiver receiver)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (OperationCanceledException) when (receiver.Ending.IsCancellationRequested)
        {
            return false;
        }
    }

    public static object Error(string code) => new { type = "error", code };
}

/// <param name="Body">What is sent, as JSON; it holds the type too.</param>
public sealed record NotificationFrame(string Type, object Body)
{
    /// <summary>What a notification is resumed from on a surface that has one text for epoch and number.</summary>
    public string? EventId { get; init; }
}

public sealed record NotificationItem(
    long Id, string Message, string Kind, string Link, ActorItem? Actor, DateTime CreatedAt, DateTime? ReadAt)
{
    public DateTime? ArchivedAt { get; init; }

    /// <summary>Archived until then, when it comes back with a new number.</summary>
    public DateTime? SnoozedUntil { get; init; }

    /// <summary>Those with the same name are about the same thing on the same day.</summary>
    public string? Group { get; init; }

    /// <summary>Set in a frame, where items of several types arrive.</summary>
    [JsonPropertyOrder(-1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }

    /// <summary>Set in a frame: the user's unread count.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Unread { get; init; }
}

public sealed record ActorItem(string Handle, string DisplayName);

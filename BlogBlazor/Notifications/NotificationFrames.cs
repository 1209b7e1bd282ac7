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
        n.ReadAt);

    /// <summary>The frame of an event, or null when the contract has none for it.</summary>
    public object? Of(NotificationEvent happened) => happened switch
    {
        Delivered d => Item(d.Notification) with { Type = "notification", Unread = d.Unread },
        Welcomed { Snapshot: var s } => new { type = "welcome", s.Epoch, s.Oldest, s.Latest, s.Unread },
        WasReset r => new { type = "reset", r.Epoch, r.Oldest },
        ReadChanged r => new { type = "read", r.Mark.UpTo, r.Mark.Ids, r.Unread },
        Retracted r => new { type = "retract", id = r.Sequence, r.Unread },
        _ => null,
    };

    public static object Heartbeat(long latest, int unread) => new { type = "heartbeat", latest, unread };

    public static object Error(string code) => new { type = "error", code };
}

public sealed record NotificationItem(
    long Id, string Message, string Kind, string Link, ActorItem? Actor, DateTime CreatedAt, DateTime? ReadAt)
{
    /// <summary>Set in a frame, where items of several types arrive.</summary>
    [JsonPropertyOrder(-1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }

    /// <summary>Set in a frame: the user's unread count.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Unread { get; init; }
}

public sealed record ActorItem(string Handle, string DisplayName);

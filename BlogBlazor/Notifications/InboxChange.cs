using System.Text.Json.Serialization;

namespace BlogBlazor.Notifications;

/// <summary>What became of notifications besides being read.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InboxState>))]
public enum InboxState
{
    [JsonStringEnumMemberName("seen")]
    Seen,
    [JsonStringEnumMemberName("unread")]
    Unread,
    [JsonStringEnumMemberName("archived")]
    Archived,

    /// <summary>Taken out of the archive.</summary>
    [JsonStringEnumMemberName("inbox")]
    Inbox,

    /// <summary>It tells of more, or of less, than it did.</summary>
    [JsonStringEnumMemberName("updated")]
    Updated,
}

/// <param name="Ids">Null with <paramref name="UpTo"/>, or where they are too many to name.</param>
/// <param name="UpTo">All up to this number.</param>
public sealed record InboxChange(InboxState State, IReadOnlyList<long>? Ids, long? UpTo = null);

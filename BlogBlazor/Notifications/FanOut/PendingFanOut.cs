namespace BlogBlazor.Notifications.FanOut;

/// <summary>
/// A notification to very many, written with its cause and handed out afterwards, so many at a time: how far it came is
/// committed with what was handed out, so a kill leaves nobody out and tells nobody twice.
/// </summary>
public sealed class PendingFanOut
{
    public int Id { get; init; }

    /// <summary>
    /// Null takes back, from all who have it, what was written before <see cref="CreatedAt"/> about <see cref="Subject"/> or below it.
    /// </summary>
    public string? Kind { get; init; }

    public required string Subject { get; init; }
    public string Link { get; init; } = "";
    public Actor? Actor { get; init; }
    public string? Title { get; init; }
    public string? Text { get; init; }

    /// <summary>The name of an <see cref="Audience"/>.</summary>
    public string Audience { get; init; } = "";

    /// <summary>The last user, in the order of the ids, who was taken care of.</summary>
    public string AfterUserId { get; set; } = "";

    public required DateTime CreatedAt { get; init; }
}

namespace BlogBlazor.Notifications;

/// <summary>
/// One durable message to one user. What is stored is the kind and what fills its sentence, never the sentence: that is
/// made in the reader's language when it is read.
/// </summary>
public sealed class Notification
{
    public required string RecipientId { get; init; }

    /// <summary>The recipient's own number: 1, 2, 3, … without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>The name of a <see cref="NotificationKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about, as a path ("posts/5/comments/12"); it is retracted by this.</summary>
    public required string Subject { get; init; }

    /// <summary>A path of this site.</summary>
    public required string Link { get; init; }

    /// <summary>Who did it, by the names of that moment; null when nobody of this site did.</summary>
    public Actor? Actor { get; init; }

    /// <summary>The words of a kind that carries words of its own.</summary>
    public string? Text { get; init; }

    public required DateTime CreatedAt { get; init; }
    public DateTime? ReadAt { get; init; }

    /// <summary>When its cause went away. The row stays, since its number stays used.</summary>
    public DateTime? RetractedAt { get; init; }
}

public sealed record Actor(string Id, string Handle, string DisplayName);

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

    /// <summary>The title of what it is about, as it was then.</summary>
    public string? Title { get; init; }

    /// <summary>What the inbox shows together: those of one kind about one thing. Null stands alone.</summary>
    public string? Group { get; init; }

    /// <summary>How many acts it tells of: more than one where they were gathered.</summary>
    public int Count { get; init; } = 1;

    public required DateTime CreatedAt { get; init; }
    public DateTime? ReadAt { get; init; }

    /// <summary>When it was taken out of the inbox. What is archived is read.</summary>
    public DateTime? ArchivedAt { get; init; }

    /// <summary>Archived until then: it comes back as a new one.</summary>
    public DateTime? SnoozedUntil { get; init; }

    /// <summary>
    /// Its recipient wants it by push or e-mail and not in the app: its number is used, and no surface shows it. It counts as read and archived.
    /// </summary>
    public bool IsHidden { get; init; }

    /// <summary>When its cause went away. The row stays, since its number stays used.</summary>
    public DateTime? RetractedAt { get; init; }

    /// <summary>Whether a surface may show it.</summary>
    internal bool IsShown => RetractedAt is null && !IsHidden;

    internal static string GroupOn(DateTime day, string what) => $"{what} {day:yyyyMMdd}";

    /// <summary>Its group on another day.</summary>
    internal string? GroupOn(DateTime day) => Group is null ? null : GroupOn(day, Group[..Group.LastIndexOf(' ')]);
}

public sealed record Actor(string Id, string Handle, string DisplayName);

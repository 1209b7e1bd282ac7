using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Posts;

namespace BlogBlazor.Moderation;

/// <summary>What one user found wrong with a post, or with one of its comments.</summary>
public sealed class Report
{
    public const int MaxReasonLength = 500;

    /// <summary>Of one user, in an hour.</summary>
    public const int MaxPerHour = 10;

    public int Id { get; private set; }
    public required int PostId { get; init; }
    public Post Post { get; private set; } = null!;

    /// <summary>Null when it is about the post itself.</summary>
    public int? CommentId { get; init; }

    public Comment? Comment { get; private set; }
    public required string ReporterId { get; init; }
    public BlogUser Reporter { get; private set; } = null!;
    public required string Reason { get; init; }
    public required DateTime CreatedAt { get; init; }

    /// <summary>When a moderator decided; null while it waits for that.</summary>
    public DateTime? ResolvedAt { get; private set; }
}

/// <summary>One user does not want to hear of another, nor to read them.</summary>
public sealed class UserBlock
{
    public required string BlockerId { get; init; }
    public required string BlockedId { get; init; }
    public required DateTime CreatedAt { get; init; }
}

/// <summary>What waits for a moderator has become more or less.</summary>
public sealed record ModerationChanged
{
    public const string Group = "moderation";
}

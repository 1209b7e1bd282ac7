namespace BlogBlazor.Notifications.Preferences;

/// <summary>What a user follows, or has muted: a post ("posts/5") or a person ("users/…"). Never both.</summary>
public sealed class Follow
{
    public required string UserId { get; init; }
    public required string Subject { get; init; }
    public required bool IsMuted { get; init; }
    public required DateTime CreatedAt { get; init; }

    public static string OfUser(string userId) => $"users/{userId}";
}

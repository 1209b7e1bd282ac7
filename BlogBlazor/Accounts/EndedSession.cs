namespace BlogBlazor.Accounts;

/// <summary>
/// A cookie that was signed out. Kept until the cookie would have ended by itself, so that a copy of it is worth nothing.
/// </summary>
public sealed class EndedSession
{
    public required string SessionId { get; init; }
    public required DateTime EndedAt { get; init; }
}

namespace BlogBlazor.Notifications;

/// <summary>
/// What happened. <paramref name="Sentence"/> is the English text and the key of its translations: {0} is the actor's
/// handle, {1} the notification's own text.
/// </summary>
public sealed record NotificationKind(string Name, string Sentence)
{
    public static readonly NotificationKind Comment = new("comment", "{0} commented on your post");
    public static readonly NotificationKind Reply = new("reply", "{0} replied to your comment");
    public static readonly NotificationKind Mention = new("mention", "{0} mentioned you");
    public static readonly NotificationKind Message = new("message", "{1}") { TellsOwnActs = true };

    public static readonly IReadOnlyDictionary<string, NotificationKind> All =
        new[] { Comment, Reply, Mention, Message }.ToDictionary(kind => kind.Name);

    /// <summary>Nobody is told of their own act, unless they addressed it to themselves.</summary>
    public bool TellsOwnActs { get; private init; }
}

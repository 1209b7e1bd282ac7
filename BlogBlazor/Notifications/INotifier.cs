using BlogBlazor.Data;

namespace BlogBlazor.Notifications;

/// <summary>
/// Notify from anywhere: the only way to make a notification. It is a row first, in the transaction of its cause, and a
/// signal second, after the commit.
/// </summary>
public interface INotifier
{
    /// <summary>
    /// Adds the rows to the caller's transaction. Where one act has several notifications for one person, the first in
    /// the list is kept, so the caller lists the most telling kind first; nobody is told of their own act.
    /// </summary>
    /// <returns>How many were written.</returns>
    Task<int> NotifyAsync(WriteTransaction write, IEnumerable<NewNotification> notifications, CancellationToken cancellationToken);

    /// <summary>Writes one notification that has no other cause in the database.</summary>
    Task NotifyAsync(NewNotification notification, CancellationToken cancellationToken);

    /// <summary>
    /// The cause is gone, with everything below it ("posts/5" with "posts/5/comments/12"): takes its notifications off
    /// every screen. The numbers stay used.
    /// </summary>
    Task RetractAsync(WriteTransaction write, string subject, CancellationToken cancellationToken);
}

/// <inheritdoc cref="Notification"/>
public sealed record NewNotification(string RecipientId, NotificationKind Kind, string Subject, string Link)
{
    public const int MaxTextLength = 2000;
    public const int MaxLinkLength = 500;

    public Actor? Actor { get; init; }
    public string? Text { get; init; }
}

using BlogBlazor.Data;
using BlogBlazor.Notifications.FanOut;

namespace BlogBlazor.Notifications;

/// <summary>
/// Notify from anywhere: the only way to make a notification. It is a row first, in the transaction of its cause, and a
/// signal second, after the commit.
/// </summary>
public interface INotifier
{
    /// <summary>
    /// Adds the rows to the caller's transaction, for those who want them. Where one act has several notifications for one
    /// person, the first in the list that they want is kept, so the caller lists the most telling kind first; nobody is told of their own act.
    /// </summary>
    /// <returns>How many were written or added to what they gather in.</returns>
    Task<int> NotifyAsync(WriteTransaction write, IEnumerable<NewNotification> notifications, CancellationToken cancellationToken);

    /// <summary>Writes one notification that has no other cause in the database.</summary>
    Task NotifyAsync(NewNotification notification, CancellationToken cancellationToken);

    /// <summary>
    /// To very many: the caller's transaction keeps what they are to be told, and they are told after it, so many at a time.
    /// Who has a notification about the same subject already gets no second one.
    /// </summary>
    /// <param name="notification">Its recipient is whoever is of the audience, and says nothing.</param>
    Task NotifyAllAsync(WriteTransaction write, Audience audience, NewNotification notification, CancellationToken cancellationToken);

    /// <summary>
    /// The cause is gone, with everything below it ("posts/5" with "posts/5/comments/12"): takes its notifications off
    /// every screen. The numbers stay used.
    /// </summary>
    Task RetractAsync(WriteTransaction write, string subject, CancellationToken cancellationToken);

    /// <summary>The same for so many recipients at once, with what was written before that time: what came later has another cause.</summary>
    /// <returns>Whether there may be more.</returns>
    Task<bool> RetractSomeAsync(WriteTransaction write, string subject, DateTime before, int limit, CancellationToken cancellationToken);

    /// <summary>One of the acts that a notification gathered was undone: nothing changes for a recipient who has seen it.</summary>
    /// <param name="remaining">The newest of the others that it gathered; null when there is none.</param>
    Task WithdrawAsync(WriteTransaction write, string recipientId, long sequence, Actor? remaining, CancellationToken cancellationToken);
}

/// <inheritdoc cref="Notification"/>
public sealed record NewNotification(string RecipientId, NotificationKind Kind, string Subject, string Link)
{
    public const int MaxTextLength = 2000;
    public const int MaxLinkLength = 500;

    public Actor? Actor { get; init; }
    public string? Text { get; init; }
    public string? Title { get; init; }

    /// <summary>What it belongs to and is muted by: "posts/5" for "posts/5/comments/12".</summary>
    internal string Thread => string.Join('/', Subject.Split('/').Take(2));
}

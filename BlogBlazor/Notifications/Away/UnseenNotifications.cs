using BlogBlazor.Data;
using BlogBlazor.Notifications.Preferences;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications.Away;

/// <param name="Language">Null is the site's.</param>
public sealed record Recipient(string UserId, string? Email, bool IsEmailConfirmed, string? Language, NotificationSettings Settings);

/// <summary>What a user has not seen of what they want by a channel.</summary>
/// <param name="Newest">Ascending; of very many only the newest.</param>
/// <param name="UpTo">The last number of the inbox: nothing up to it is left.</param>
/// <param name="Unread">In the whole inbox.</param>
public sealed record UnseenNotifications(
    Recipient Recipient, IReadOnlyList<Notification> Newest, int Count, DateTime OldestAt, long UpTo, int Unread)
{
    /// <returns>Null when there is nothing.</returns>
    public static async Task<UnseenNotifications?> ReadAsync(
        BlogDbContext db, Channels channel, Inbox inbox, long after, Recipient recipient, CancellationToken cancellationToken)
    {
        var chosen = await Wishes.OfAsync(db, inbox.UserId, cancellationToken);
        var unwanted = NotificationKind.All.Values.Where(kind => !chosen(kind).HasFlag(channel)).Select(kind => kind.Name).ToList();
        var rows = db.Notifications.AsNoTracking().Where(n => n.RecipientId == inbox.UserId
            && n.Sequence > after && n.Sequence <= inbox.LastSequence && n.RetractedAt == null && !unwanted.Contains(n.Kind)
            // What is hidden in the app is seen nowhere but here.
            && (n.IsHidden || (n.Sequence > inbox.SeenUpTo && n.ReadAt == null && n.ArchivedAt == null)));
        var newest = await rows.OrderByDescending(n => n.Sequence).Take(AwayJob.MaxShown).ToListAsync(cancellationToken);
        if (newest.Count == 0)
        {
            return null;
        }

        newest.Reverse();
        var (count, oldestAt) = newest.Count < AwayJob.MaxShown
            ? (newest.Count, newest[0].CreatedAt)
            : (await rows.CountAsync(cancellationToken), await rows.MinAsync(n => n.CreatedAt, cancellationToken));
        return new UnseenNotifications(recipient, newest, count, oldestAt, inbox.LastSequence, inbox.Unread);
    }

    /// <summary>As the inbox shows them: those of a group together, the newest first.</summary>
    public IEnumerable<UnseenGroup> Groups => Newest.Reverse()
        .GroupBy(n => n.Group ?? $"#{n.Sequence}", (_, rows) => rows.ToList())
        .Select(rows => new UnseenGroup(rows[0], rows.Count));
}

public sealed record UnseenGroup(Notification Newest, int Count);

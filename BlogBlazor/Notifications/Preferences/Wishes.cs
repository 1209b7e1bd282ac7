using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications.Preferences;

/// <summary>What the recipients of some notifications want of them, read by one query.</summary>
internal sealed class Wishes
{
    private readonly Dictionary<(string UserId, string What), Channels> _chosen;

    private Wishes(Dictionary<(string UserId, string What), Channels> chosen) => _chosen = chosen;

    public static async Task<Wishes> ReadAsync(
        BlogDbContext db, IReadOnlyCollection<NewNotification> notifications, CancellationToken cancellationToken)
    {
        var users = notifications.Select(n => n.RecipientId).Distinct().ToList();
        var kinds = notifications.Select(n => n.Kind.ChosenAs).Distinct().ToList();
        var subjects = notifications.SelectMany(MutedBy).Distinct().ToList();
        var rows = await db.NotificationPreferences.Where(p => users.Contains(p.UserId) && kinds.Contains(p.Kind))
            .Select(p => new { p.UserId, What = p.Kind, p.Channels })
            .Concat(db.Follows.Where(f => f.IsMuted && users.Contains(f.UserId) && subjects.Contains(f.Subject))
                .Select(f => new { f.UserId, What = f.Subject, Channels = Channels.None }))
            .Concat(db.NotificationSettings.Where(s => users.Contains(s.UserId))
                .Select(s => new
                {
                    s.UserId,
                    What = "",
                    Channels = (s.HasPush ? Channels.Push : Channels.None)
                        | (s.EmailFrequency == EmailFrequency.Never ? Channels.None : Channels.Email),
                }))
            .ToListAsync(cancellationToken);
        return new Wishes(rows.ToDictionary(row => (row.UserId, row.What), row => row.Channels));
    }

    /// <summary>What a user chose, by kind, whether they have the channels or not.</summary>
    public static async Task<Func<NotificationKind, Channels>> OfAsync(BlogDbContext db, string userId, CancellationToken cancellationToken)
    {
        var chosen = await db.NotificationPreferences.Where(p => p.UserId == userId)
            .ToDictionaryAsync(p => p.Kind, p => p.Channels, cancellationToken);
        return kind => chosen.GetValueOrDefault(kind.ChosenAs, kind.Default);
    }

    /// <summary>Those that the recipient has and wants it by; none where they muted it.</summary>
    public Channels Of(NewNotification notification)
    {
        var user = notification.RecipientId;
        if (notification.Kind.CanBeMuted && MutedBy(notification).Any(subject => _chosen.ContainsKey((user, subject))))
        {
            return Channels.None;
        }

        var wanted = _chosen.GetValueOrDefault((user, notification.Kind.ChosenAs), notification.Kind.Default);
        return wanted & (Channels.InApp | _chosen.GetValueOrDefault((user, "")));
    }

    private static IEnumerable<string> MutedBy(NewNotification notification)
    {
        yield return notification.Thread;
        if (notification.Actor is { } actor)
        {
            yield return Follow.OfUser(actor.Id);
        }
    }
}

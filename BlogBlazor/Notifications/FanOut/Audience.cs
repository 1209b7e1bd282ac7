using BlogBlazor.Data;

namespace BlogBlazor.Notifications.FanOut;

/// <summary>Many recipients, found while they are told.</summary>
public sealed record Audience
{
    private const string Followers = "followers of ";

    public static readonly Audience Everyone = new("everyone");
    public static readonly Audience Administrators = new("administrators");

    private Audience(string name) => Name = name;

    /// <summary>As it is stored.</summary>
    internal string Name { get; }

    public static Audience FollowersOf(string subject) => new(Followers + subject);

    /// <summary>The ids after one, in their order.</summary>
    internal static IQueryable<string> UsersAfter(BlogDbContext db, string audience, string afterUserId)
    {
        var followed = audience.StartsWith(Followers, StringComparison.Ordinal) ? audience[Followers.Length..] : null;
        var ids = followed is not null
            ? db.Follows.Where(f => f.Subject == followed && !f.IsMuted).Select(f => f.UserId)
            : db.Users.Where(u => audience == Everyone.Name || u.IsAdministrator).Select(u => u.Id);
        return ids.Where(id => string.Compare(id, afterUserId) > 0).OrderBy(id => id);
    }
}

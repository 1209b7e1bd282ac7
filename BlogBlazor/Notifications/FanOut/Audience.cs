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

    internal static Audience Of(string name) => new(name);

    internal IQueryable<string> IdsIn(BlogDbContext db)
    {
        if (Name.StartsWith(Followers, StringComparison.Ordinal))
        {
            var followed = Name[Followers.Length..];
            return db.Follows.Where(f => f.Subject == followed && !f.IsMuted).Select(f => f.UserId);
        }

        var isForAll = this == Everyone;
        return db.Users.Where(u => isForAll || u.IsAdministrator).Select(u => u.Id);
    }
}

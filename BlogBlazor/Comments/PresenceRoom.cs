using BlogBlazor.Accounts;

namespace BlogBlazor.Comments;

public sealed record Person(string UserId, string Name, bool IsWriting);

/// <summary>Everybody who has a post open on one instance. It stands for itself: one that is lost or doubled does no harm.</summary>
public sealed record PeopleOfInstance(string Instance, Person[] People);

/// <summary>Everybody at one post: the open pages of this instance, and what the others last told.</summary>
internal sealed class PresenceRoom : IDisposable
{
    public List<PresenceVisit> Visits { get; } = [];
    public Dictionary<string, (Person[] People, DateTimeOffset Until)> Others { get; } = new(StringComparer.Ordinal);
    public DateTimeOffset ToldAt { get; set; }
    public IDisposable? Membership { get; set; }
    public ITimer? Timer { get; set; }

    public Person[] Here() => [.. Visits.Select(v => new Person(v.User.Id, v.User.DisplayName, v.WritingUntil is not null))];

    public Person[] Everybody() => [.. Here(), .. Others.Values.SelectMany(other => other.People)];

    public void Dispose()
    {
        Membership?.Dispose();
        Timer?.Dispose();
    }
}

/// <summary>One open page of one user.</summary>
public sealed class PresenceVisit(Presence presence, int postId, CurrentUser user, Action changed) : IDisposable
{
    // What is drawn is drawn in this page's language, whoever's act it shows.
    private readonly ExecutionContext _context = ExecutionContext.Capture()!;

    internal CurrentUser User => user;
    internal DateTimeOffset? WritingUntil { get; set; }

    /// <summary>How many different users have the post open, this one among them.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>The names of the others who are writing.</summary>
    public IReadOnlyList<string> Writers { get; private set; } = [];

    public void Write(bool writing) => presence.Write(postId, this, writing);

    public void Dispose() => presence.Leave(postId, this);

    internal void Draw(int count, IEnumerable<Person> writers)
    {
        var others = writers.Where(w => w.UserId != user.Id).Select(w => w.Name).ToList();
        if (count != Count || !others.SequenceEqual(Writers, StringComparer.Ordinal))
        {
            (Count, Writers) = (count, others);
            ExecutionContext.Run(_context, _ => changed(), null);
        }
    }
}

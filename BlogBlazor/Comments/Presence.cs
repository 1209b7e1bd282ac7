using BlogBlazor.Accounts;
using BlogBlazor.Signals;

namespace BlogBlazor.Comments;

/// <summary>
/// Who has a post open, and who of them is writing below it, on all instances. Nothing of it is stored: each instance tells
/// the others, at every change and every <see cref="TellsEvery"/>, and who is not told of any more is gone. A post that
/// nobody has open costs nothing.
/// </summary>
public sealed class Presence(SignalGroups groups, TimeProvider time)
{
    public static readonly TimeSpan TellsEvery = TimeSpan.FromSeconds(20);

    /// <summary>Whoever types says so again before (talk.js).</summary>
    public static readonly TimeSpan WritingLasts = TimeSpan.FromSeconds(6);

    /// <summary>One may be lost.</summary>
    private static readonly TimeSpan InstanceLasts = TimeSpan.FromSeconds(50);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private readonly string _instance = Guid.NewGuid().ToString("N");
    private readonly Dictionary<int, PresenceRoom> _rooms = [];
    private readonly Lock _lock = new();

    /// <summary>Somebody has the post open until what is returned is disposed.</summary>
    /// <param name="changed">Called when there is something else to see. It must neither block nor throw.</param>
    public PresenceVisit Enter(int postId, CurrentUser user, Action changed)
    {
        var visit = new PresenceVisit(this, postId, user, changed);
        lock (_lock)
        {
            if (!_rooms.TryGetValue(postId, out var room))
            {
                room = new PresenceRoom();
                _rooms[postId] = room;
                room.Membership = groups.Join<PeopleOfInstance>(GroupOf(postId), people => Hear(postId, people));
                room.Timer = time.CreateTimer(_ => Check(postId), null, Look, Look);
            }

            room.Visits.Add(visit);
        }

        Tell(postId);
        return visit;
    }

    internal static string GroupOf(int postId) => $"posts/{postId}/people";

    internal void Leave(int postId, PresenceVisit visit)
    {
        PresenceRoom? empty = null;
        lock (_lock)
        {
            if (_rooms.TryGetValue(postId, out var room) && room.Visits.Remove(visit) && room.Visits.Count == 0)
            {
                _rooms.Remove(postId);
                empty = room;
            }
        }

        Tell(postId);
        empty?.Dispose();
    }

    internal void Write(int postId, PresenceVisit visit, bool writing)
    {
        lock (_lock)
        {
            var was = visit.WritingUntil is not null;
            visit.WritingUntil = writing ? time.GetUtcNow() + WritingLasts : null;
            if (was == writing)
            {
                return;
            }
        }

        Tell(postId);
    }

    /// <summary>Tells the other instances, and what is drawn on this one.</summary>
    private void Tell(int postId)
    {
        Person[] people;
        lock (_lock)
        {
            var room = _rooms.GetValueOrDefault(postId);
            people = room?.Here() ?? [];
            room?.ToldAt = time.GetUtcNow();
        }

        groups.Send(GroupOf(postId), new PeopleOfInstance(_instance, people));
        Redraw(postId);
    }

    private void Hear(int postId, PeopleOfInstance told)
    {
        if (told.Instance == _instance)
        {
            return;
        }

        bool isNew;
        lock (_lock)
        {
            if (!_rooms.TryGetValue(postId, out var room))
            {
                return;
            }

            isNew = !room.Others.ContainsKey(told.Instance) && told.People.Length > 0;
            if (told.People.Length > 0)
            {
                room.Others[told.Instance] = (told.People, time.GetUtcNow() + InstanceLasts);
            }
            else
            {
                room.Others.Remove(told.Instance);
            }
        }

        if (isNew)
        {
            // It does not know yet who is here.
            Tell(postId);
        }
        else
        {
            Redraw(postId);
        }
    }

    private void Check(int postId)
    {
        bool isTimeToTell, changed = false;
        lock (_lock)
        {
            if (!_rooms.TryGetValue(postId, out var room))
            {
                return;
            }

            var now = time.GetUtcNow();
            isTimeToTell = now - room.ToldAt >= TellsEvery;
            foreach (var visit in room.Visits.Where(v => v.WritingUntil <= now))
            {
                visit.WritingUntil = null;
                isTimeToTell = true;
            }

            foreach (var (instance, _) in room.Others.Where(o => o.Value.Until <= now).ToList())
            {
                changed = room.Others.Remove(instance);
            }
        }

        if (isTimeToTell)
        {
            Tell(postId);
        }
        else if (changed)
        {
            Redraw(postId);
        }
    }

    private void Redraw(int postId)
    {
        PresenceVisit[] visits;
        Person[] people;
        lock (_lock)
        {
            if (!_rooms.TryGetValue(postId, out var room))
            {
                return;
            }

            visits = [.. room.Visits];
            people = room.Everybody();
        }

        var count = people.Select(p => p.UserId).Distinct(StringComparer.Ordinal).Count();
        var writers = people.Where(p => p.IsWriting).DistinctBy(p => p.UserId).ToList();
        foreach (var visit in visits)
        {
            visit.Draw(count, writers);
        }
    }
}

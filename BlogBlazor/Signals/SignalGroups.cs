using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;

namespace BlogBlazor.Signals;

/// <summary>
/// The groups that receivers of this instance have joined. A signal reaches them at once, without the backplane in the
/// way; the backplane, where there is one, carries it to the same group on the other instances. A signal may be lost,
/// doubled or late: whoever needs more compares with the database.
/// </summary>
public sealed class SignalGroups
{
    private readonly ConcurrentDictionary<string, Group> _groups = new(StringComparer.Ordinal);

    private sealed record Group(Type SignalType, ImmutableArray<Action<object>> Receivers);

    /// <summary>Set by the backplane: tells it that somebody joined the group first, or left it last.</summary>
    internal Action<string>? MembershipChanged { get; set; }

    /// <summary>Set by the backplane: hands it what goes to the other instances.</summary>
    internal Action<string, object>? SendToOthers { get; set; }

    /// <summary>
    /// Raised when signals of other instances may have passed by unseen: those of one group, which was joined on the
    /// backplane only just now, or of all, with null, since the backplane came back. Whoever needs every signal compares
    /// with the database then.
    /// </summary>
    public event Action<string?>? MayHaveMissed;

    public IEnumerable<string> Joined => _groups.Keys;

    public bool IsJoined(string group) => _groups.ContainsKey(group);

    /// <summary>Joins until disposed. <paramref name="receive"/> must neither block nor throw.</summary>
    public IDisposable Join<TSignal>(string group, Action<TSignal> receive) where TSignal : class
    {
        // What a receiver does belongs to whoever joined: it runs with their culture, not with the sender's.
        var context = ExecutionContext.Capture();
        Action<object> receiver = signal =>
        {
            if (context is null)
            {
                receive((TSignal)signal);
            }
            else
            {
                ExecutionContext.Run(context, state => receive((TSignal)state!), signal);
            }
        };
        var joined = _groups.AddOrUpdate(
            group,
            _ => new Group(typeof(TSignal), [receiver]),
            (_, existing) => existing with { Receivers = existing.Receivers.Add(receiver) });
        if (joined.Receivers.Length == 1)
        {
            MembershipChanged?.Invoke(group);
        }

        return new Membership(this, group, receiver);
    }

    public void Send(string group, object signal)
    {
        SendHere(group, signal);
        SendToOthers?.Invoke(group, signal);
    }

    public void SendHere(string group, object signal)
    {
        if (_groups.TryGetValue(group, out var members))
        {
            foreach (var receive in members.Receivers)
            {
                receive(signal);
            }
        }
    }

    internal void ReceiveFromOthers(string group, JsonElement signal)
    {
        if (_groups.TryGetValue(group, out var members))
        {
            SendHere(group, signal.Deserialize(members.SignalType, JsonSerializerOptions.Web)!);
        }
    }

    internal void RaiseMayHaveMissed(string? group) => MayHaveMissed?.Invoke(group);

    private void Leave(string group, Action<object> receiver)
    {
        while (_groups.TryGetValue(group, out var members))
        {
            var left = members with { Receivers = members.Receivers.Remove(receiver) };
            if (left.Receivers.IsEmpty)
            {
                // Removes only if nobody joined meanwhile; otherwise looks again.
                if (_groups.TryRemove(KeyValuePair.Create(group, members)))
                {
                    MembershipChanged?.Invoke(group);
                    return;
                }
            }
            else if (_groups.TryUpdate(group, left, members))
            {
                return;
            }
        }
    }

    private sealed class Membership(SignalGroups groups, string group, Action<object> receiver) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                groups.Leave(group, receiver);
            }
        }
    }
}

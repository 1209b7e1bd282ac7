using System.Text.Json.Serialization;
using BlogBlazor.Data;
using BlogBlazor.Signals;

namespace BlogBlazor.Notifications.Delivery;

/// <summary>
/// "There is news": the user's counters after a commit, and what changed. It may be lost, doubled or late.
/// One that says no more than the counters comes from the regular comparison.
/// </summary>
[method: JsonConstructor]
public sealed record NotificationSignal(long Latest, int Unread, long Revision)
{
    public NotificationSignal(Inbox inbox) : this(inbox.LastSequence, inbox.Unread, inbox.Revision)
    {
    }

    public const string GroupPrefix = "user_";

    public Notification? Notification { get; init; }
    public ReadMark? Read { get; init; }
    public InboxChange? Change { get; init; }
    public long? Retracted { get; init; }

    public DateTime? CommittedAt { get; init; }

    /// <summary>The trace that the notification is part of, as W3C writes it, when somebody follows it.</summary>
    public string? TraceParent { get; init; }

    internal bool IsComparison => Notification is null && Read is null && Change is null && Retracted is null;

    public static string GroupOf(string userId) => GroupPrefix + userId;
}

internal static class SignalAfterCommit
{
    /// <summary>To every receiver of the user, and to whoever works for all users of this instance.</summary>
    public static void Signal(this WriteTransaction write, SignalGroups groups, TimeProvider time, NotificationSignal signal, string userId) =>
        write.AfterCommit(() =>
        {
            groups.Send(NotificationSignal.GroupOf(userId), signal with { CommittedAt = time.GetUtcNow().UtcDateTime });
            groups.SendHere(InboxGrew.Group, new InboxGrew(userId));
        });
}

/// <summary>To whoever works for all users of this instance, from a write of this process.</summary>
public sealed record InboxGrew(string UserId)
{
    public const string Group = "inboxes";
}

/// <summary>Which notifications were marked as read: all up to a number, or single ones.</summary>
public sealed record ReadMark(long? UpTo, IReadOnlyList<long>? Ids)
{
    public bool Covers(long sequence) => Ids?.Contains(sequence) ?? sequence <= UpTo;
}

using BlogBlazor.Notifications.Delivery;

namespace BlogBlazor.Notifications;

/// <summary>What a user does with entries of their inbox.</summary>
public enum InboxAct
{
    Read,
    Unread,
    Archive,
    Unarchive,
    Snooze,
    ReadAll,
    UndoRead,
    UndoArchive,
}

/// <summary>Notifications of an inbox: single ones, or those of a group as the inbox shows it.</summary>
/// <param name="Group">All of it up to the highest of <paramref name="Ids"/>: one that arrives meanwhile is not meant.</param>
/// <param name="View">Where the group is shown.</param>
public sealed record Chosen(IReadOnlyList<long> Ids, string? Group = null, InboxView View = InboxView.All)
{
    public static readonly Chosen None = new([]);

    public static Chosen Of(InboxEntry entry, InboxView view) => new([entry.Newest.Sequence], entry.Count > 1 ? entry.Newest.Group : null, view);
}

/// <summary>An act, and what takes it back.</summary>
/// <param name="At">When it was done, by which it is undone, however many it was done to.</param>
/// <param name="Until">Until when they were put off.</param>
public sealed record InboxUndo(InboxAct Did, DateTime At, DateTime? Until = null)
{
    public InboxAct Act => Did is InboxAct.Archive or InboxAct.Snooze ? InboxAct.UndoArchive : InboxAct.UndoRead;
}

/// <summary>Does to an inbox what its user asked for, wherever they asked: the pages with a circuit and their forms without one.</summary>
public sealed class InboxActs(NotificationStore store)
{
    /// <summary>So many of a group at once; what is beyond them stays.</summary>
    private const int MaxChosen = 1000;

    /// <param name="at">Until when for <see cref="InboxAct.Snooze"/>; when it was done for those that undo.</param>
    /// <returns>Null where there is nothing to undo.</returns>
    public async Task<InboxUndo?> DoAsync(string userId, InboxAct act, Chosen chosen, DateTime? at, CancellationToken cancellationToken)
    {
        var ids = await IdsAsync(userId, chosen, cancellationToken);
        switch (act)
        {
            case InboxAct.Read:
                return new InboxUndo(act, (await store.MarkReadAsync(userId, new ReadMark(null, ids), cancellationToken)).At);
            case InboxAct.ReadAll:
                return new InboxUndo(act, (await store.MarkReadAsync(userId, new ReadMark(long.MaxValue, null), cancellationToken)).At);
            case InboxAct.Archive or InboxAct.Snooze:
                var until = act == InboxAct.Snooze ? at : null;
                return new InboxUndo(act, (await store.ArchiveAsync(userId, ids, until, cancellationToken)).At, until);
            case InboxAct.Unread:
                await store.MarkUnreadAsync(userId, ids, cancellationToken);
                return null;
            case InboxAct.Unarchive:
                await store.UnarchiveAsync(userId, ids, cancellationToken);
                return null;
            case InboxAct.UndoRead when at is { } readAt:
                await store.UndoReadAsync(userId, readAt, cancellationToken);
                return null;
            case InboxAct.UndoArchive when at is { } archivedAt:
                await store.UndoArchiveAsync(userId, archivedAt, cancellationToken);
                return null;
            default:
                return null;
        }
    }

    private async Task<IReadOnlyList<long>> IdsAsync(string userId, Chosen chosen, CancellationToken cancellationToken) =>
        chosen is { Group: { } group, Ids: [_, ..] }
            ? await store.ListNumbersAsync(userId, new InboxFilter(chosen.View, Group: group), chosen.Ids.Max(), MaxChosen, cancellationToken)
            : chosen.Ids;
}

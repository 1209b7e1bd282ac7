using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using BlogBlazor.Data;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Scheduling;
using BlogBlazor.Settings;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications.Away;

/// <summary>
/// A channel for those who are away is one more receiver with a cursor: what its user has not seen when the time comes is
/// sent, and the cursor moves on. Whoever sends has moved the time ahead before, under the lock of the inbox: so no other
/// instance sends too, and what a killed one began is tried again then.
/// </summary>
public abstract partial class AwayJob(
    Channels channel, IDbContextFactory<BlogDbContext> databases, CurrentSite site, TimeProvider time, ILogger logger) : RegularJob(logger)
{
    /// <summary>More are told of by their number.</summary>
    public const int MaxShown = 50;

    public const int MaxAttempts = 8;

    private const int AtOnce = 100;
    private const int SideBySide = 4;

    private readonly ILogger _logger = logger;
    private readonly string _dueAt = channel == Channels.Push ? nameof(Inbox.PushDueAt) : nameof(Inbox.EmailDueAt);
    private readonly string _upTo = channel == Channels.Push ? nameof(Inbox.PushedUpTo) : nameof(Inbox.EmailedUpTo);
    private readonly string _attempts = channel == Channels.Push ? nameof(Inbox.PushAttempts) : nameof(Inbox.EmailAttempts);

    protected IDbContextFactory<BlogDbContext> Databases => databases;

    protected TimeProvider Time => time;

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        // One who cannot be looked after keeps nobody from the others: their mails may be on the way.
        var faults = new ConcurrentQueue<Exception>();
        List<string> due;
        do
        {
            await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            {
                var now = time.UtcNow();
                due = await db.Inboxes.Where(i => EF.Property<DateTime?>(i, _dueAt) <= now)
                    .OrderBy(i => EF.Property<DateTime?>(i, _dueAt))
                    .Select(i => i.UserId).Take(AtOnce)
                    .ToListAsync(cancellationToken);
            }

            await Parallel.ForEachAsync(
                due,
                new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellationToken },
                async (userId, cancel) =>
                {
                    try
                    {
                        await ReachAsync(userId, cancel);
                    }
                    catch (Exception e) when (!cancel.IsCancellationRequested)
                    {
                        faults.Enqueue(e);
                    }
                });
        }
        while (due.Count == AtOnce && faults.IsEmpty);

        if (faults.TryPeek(out var fault))
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    protected abstract bool CanReach(Recipient recipient);

    /// <summary>When what came at a moment is to be sent.</summary>
    protected virtual DateTime TimeFor(NotificationSettings settings, DateTime came) => came;

    /// <param name="retryAt">When this is tried again if nobody says otherwise.</param>
    /// <remarks>Not given up when the application stops: what is given up half-way, and was taken, would be sent again.</remarks>
    /// <returns>When to try again, null when that is all; and whether anything reached the user.</returns>
    protected abstract Task<(DateTime? Again, bool HasReached)> SendAsync(UnseenNotifications unseen, DateTime retryAt);

    private async Task ReachAsync(string userId, CancellationToken cancellationToken)
    {
        if (await ClaimAsync(userId, cancellationToken) is ({ } unseen, var retryAt))
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture =
                CultureInfo.GetCultureInfo(unseen.Recipient.Language ?? site.Settings.Language);
            var (again, hasReached) = await SendAsync(unseen, retryAt);
            await SettleAsync(unseen, again, hasReached);
        }
    }

    private async Task<(UnseenNotifications Unseen, DateTime RetryAt)?> ClaimAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await db.LockInboxesAsync([userId], cancellationToken);
        var now = time.UtcNow();
        var state = await db.Inboxes.AsNoTracking()
            .Where(i => i.UserId == userId && EF.Property<DateTime?>(i, _dueAt) <= now)
            .LeftJoin(db.NotificationSettings.AsNoTracking(), i => i.UserId, s => s.UserId, (inbox, settings) => new
            {
                Inbox = inbox,
                UpTo = EF.Property<long>(inbox, _upTo),
                Attempts = EF.Property<int>(inbox, _attempts),
                Settings = settings,
            })
            .LeftJoin(db.Users, state => state.Inbox.UserId, u => u.Id, (state, user) => new
            {
                state.Inbox,
                state.UpTo,
                state.Attempts,
                state.Settings,
                user!.Email,
                IsConfirmed = (bool?)user.EmailConfirmed,
                user.Language,
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (state is null)
        {
            return null; // Another instance is at it, or it has been seen.
        }

        var recipient = state is { Settings: { } settings, IsConfirmed: { } isConfirmed }
            ? new Recipient(userId, state.Email, isConfirmed, state.Language, settings)
            : null;
        var unseen = recipient is not null && CanReach(recipient) && state.Attempts < MaxAttempts
            ? await UnseenNotifications.ReadAsync(db, channel, state.Inbox, state.UpTo, recipient, cancellationToken)
            : null;
        if (unseen is null)
        {
            if (state.Attempts >= MaxAttempts)
            {
                LogGivenUp(channel, userId, state.Attempts);
            }

            await ShowHiddenAsync(db, userId, state.Inbox.LastSequence, cancellationToken);
            await SetAsync(db, userId, dueAt: null, state.Inbox.LastSequence, attempts: 0, cancellationToken);
            await write.CommitAsync(cancellationToken);
            return null;
        }

        var at = TimeFor(recipient!.Settings, unseen.OldestAt);
        at = at > now ? at : QuietTime.EndOf(recipient.Settings, now) ?? now;
        var retryAt = now + TimeSpan.FromMinutes(2 << state.Attempts);
        await SetAsync(db, userId, at > now ? at : retryAt, state.UpTo, at > now ? state.Attempts : state.Attempts + 1, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return at > now ? null : (unseen, retryAt);
    }

    private async Task SettleAsync(UnseenNotifications unseen, DateTime? again, bool hasReached)
    {
        // As above: what was sent and not remembered would be sent again.
        var (userId, cancellationToken) = (unseen.Recipient.UserId, CancellationToken.None);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await db.LockInboxesAsync([userId], cancellationToken);
        var now = time.UtcNow();
        if (again is null)
        {
            if (!hasReached)
            {
                await ShowHiddenAsync(db, userId, unseen.UpTo, cancellationToken);
            }

            // What came meanwhile found somebody at work, and waits its own time from now on.
            await SetAsync(db, userId, dueAt: null, unseen.UpTo, attempts: 0, cancellationToken);
            await db.ReachElsewhereAsync(
                channel,
                await db.Inboxes.Where(i => i.UserId == userId && i.LastSequence > unseen.UpTo).Select(i => i.UserId).ToListAsync(cancellationToken),
                newRows: int.MaxValue,
                now,
                cancellationToken);
        }
        else
        {
            await db.Inboxes.Where(i => i.UserId == userId && EF.Property<DateTime?>(i, _dueAt) != null).ExecuteUpdateAsync(
                set => set.SetProperty(i => EF.Property<DateTime?>(i, _dueAt), again), cancellationToken);
        }

        await write.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// What the inbox does not show, because it was to come this way, and did not, is not lost: <see cref="SnoozeJob"/> takes it for
    /// put off until now, and brings it as new.
    /// </summary>
    private async Task ShowHiddenAsync(BlogDbContext db, string userId, long upTo, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        var chosen = await Wishes.OfAsync(db, userId, cancellationToken);
        var other = channel == Channels.Push ? Channels.Email : Channels.Push;
        var comesOtherwise = NotificationKind.All.Values.Where(kind => (chosen(kind) & (channel | other)) == other).Select(kind => kind.Name).ToList();
        await db.Notifications
            .Where(n => n.RecipientId == userId && n.IsHidden && n.RetractedAt == null && n.Sequence <= upTo && !comesOtherwise.Contains(n.Kind)
                && db.Inboxes.Any(i => i.UserId == userId && EF.Property<long>(i, _upTo) < n.Sequence))
            .ExecuteUpdateAsync(set => set.SetProperty(n => n.SnoozedUntil, now), cancellationToken);
    }

    private Task<int> SetAsync(BlogDbContext db, string userId, DateTime? dueAt, long upTo, int attempts, CancellationToken cancellationToken) =>
        db.Inboxes.Where(i => i.UserId == userId).ExecuteUpdateAsync(
            set => set.SetProperty(i => EF.Property<DateTime?>(i, _dueAt), dueAt)
                .SetProperty(i => EF.Property<long>(i, _upTo), upTo)
                .SetProperty(i => EF.Property<int>(i, _attempts), attempts),
            cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What {UserId} did not see could not be sent by {Channel} in {Attempts} tries; it stays in the inbox")]
    private partial void LogGivenUp(Channels channel, string userId, int attempts);
}

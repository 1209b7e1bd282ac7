using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Localization;
using BlogBlazor.Notifications;
using BlogBlazor.Posts;
using BlogBlazor.Signals;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Moderation;

/// <summary>What a moderator can do about a comment.</summary>
public enum Decision
{
    /// <summary>Everybody sees it. Who was to hear of it hears now.</summary>
    Approve,

    /// <summary>Its author and the moderators still see it.</summary>
    Hide,

    /// <summary>It is deleted.</summary>
    Remove,
}

public enum DecisionResult
{
    Done,

    /// <summary>There is no such comment any more.</summary>
    NotFound,

    /// <summary>Its author has edited it since.</summary>
    Changed,
}

/// <summary>What administrators do. Whoever calls it has made sure that the user is one.</summary>
public sealed class ModerationService(
    IDbContextFactory<BlogDbContext> databases,
    INotifier notifier,
    SignalGroups groups,
    IServiceScopeFactory scopes,
    IStringLocalizer<Texts> texts,
    TimeProvider time)
{
    /// <summary>With it every report of the comment is settled.</summary>
    /// <param name="seen">What whoever decides has read; null where they do not say. Approved is only what was read.</param>
    public async Task<DecisionResult> DecideAsync(int commentId, Decision decision, string? seen, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var slug = await db.Comments.Where(c => c.Id == commentId).Select(c => c.Post.Slug).SingleOrDefaultAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.LockAsync(Post.LockOf(slug ?? ""), cancellationToken);
        var comment = await db.Comments.SingleOrDefaultAsync(c => c.Id == commentId && c.DeletedAt == null, cancellationToken);
        if (comment is null)
        {
            return DecisionResult.NotFound;
        }

        if (decision == Decision.Approve && seen is not null && seen != comment.Markdown)
        {
            return DecisionResult.Changed;
        }

        var isNews = decision != Decision.Approve || comment.State != CommentState.Visible;
        if (isNews)
        {
            // Also that it waited, or was taken down before.
            await notifier.RetractAsync(write, comment.NotificationSubject, cancellationToken);
            await notifier.NotifyOfDecisionAsync(write, comment, isApproved: decision == Decision.Approve, cancellationToken);
            if (decision == Decision.Approve)
            {
                await notifier.NotifyOfAsync(write, comment, cancellationToken);
            }
        }

        Apply(comment, decision);
        await db.CountCommentsAsync(comment.PostId, cancellationToken);
        await SettleAsync(db.Reports.Where(r => r.CommentId == commentId), cancellationToken);
        write.AfterCommit(() => groups.Send(ContentChanged.Group, new ContentChanged(comment.PostId)));
        TellModerators(write);
        await write.CommitAsync(cancellationToken);
        return DecisionResult.Done;
    }

    /// <summary>Settles a report, and the others of the same, and leaves what it is about as it is.</summary>
    public async Task DismissAsync(int reportId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await SettleAsync(
            db.Reports.Where(r => db.Reports.Any(o => o.Id == reportId && o.PostId == r.PostId && o.CommentId == r.CommentId)), cancellationToken);
        TellModerators(write);
        await write.CommitAsync(cancellationToken);
    }

    /// <summary>Locks a user out and ends every sign-in, at once and on all instances; or lets them in again.</summary>
    /// <returns>False when there is no such user, or it is an administrator.</returns>
    /// <exception cref="DbUpdateException">Nothing was written.</exception>
    public async Task<bool> BanAsync(string userId, bool banned, CancellationToken cancellationToken)
    {
        // Whoever is about to be banned may write their account at the same moment, by failing to sign in: it is read again, once.
        return await TryBanAsync(userId, banned, cancellationToken)
            ?? await TryBanAsync(userId, banned, cancellationToken)
            ?? throw new DbUpdateException("The account changes all the time.");
    }

    /// <returns>Null when it was written by somebody else meanwhile.</returns>
    private async Task<bool?> TryBanAsync(string userId, bool banned, CancellationToken cancellationToken)
    {
        // A circuit lives for hours, and the user manager keeps what it has read.
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<BlogUser>>();
        var user = await users.FindByIdAsync(userId);
        if (user is null or { IsAdministrator: true })
        {
            return false;
        }

        cancellationToken.ThrowIfCancellationRequested();
        user.LockoutEnabled = true;
        user.LockoutEnd = banned ? DateTimeOffset.MaxValue : null;
        // Writes all three.
        return (await users.UpdateSecurityStampAsync(user)).Succeeded ? true : null;
    }

    public async Task<ModerationSettings> SettingsAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await ModerationRules.FindAsync(db, cancellationToken);
    }

    /// <exception cref="InvalidInputException">Nothing was written.</exception>
    public async Task SaveAsync(ModerationSettings settings, CancellationToken cancellationToken)
    {
        settings.Validate(texts);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.LockAsync("moderation settings", cancellationToken);
        db.Entry(settings).State = await db.ModerationSettings.AnyAsync(cancellationToken) ? EntityState.Modified : EntityState.Added;
        // Posts may have been closed or opened by it.
        write.AfterCommit(() => groups.Send(ContentChanged.Group, new ContentChanged()));
        await write.CommitAsync(cancellationToken);
    }

    private void Apply(Comment comment, Decision decision)
    {
        if (decision == Decision.Remove)
        {
            comment.Delete(time.UtcNow());
        }
        else
        {
            comment.MoveTo(decision == Decision.Hide ? CommentState.Hidden : CommentState.Visible);
        }
    }

    private Task<int> SettleAsync(IQueryable<Report> reports, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        return reports.Where(r => r.ResolvedAt == null).ExecuteUpdateAsync(set => set.SetProperty(r => r.ResolvedAt, now), cancellationToken);
    }

    private void TellModerators(WriteTransaction write) =>
        write.AfterCommit(() => groups.Send(ModerationChanged.Group, new ModerationChanged()));
}

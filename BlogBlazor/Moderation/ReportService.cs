using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Localization;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Posts;
using BlogBlazor.Signals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Moderation;

public sealed record ReportInput(string? Reason);

/// <summary>What users can do about others: report what they wrote, and block them, with which they are muted too.</summary>
public sealed class ReportService(
    IDbContextFactory<BlogDbContext> databases,
    INotifier notifier,
    FollowService follows,
    WritingLimit limit,
    SignalGroups groups,
    IStringLocalizer<Texts> texts,
    TimeProvider time)
{
    /// <summary>Tells the moderators of a post or, with <paramref name="commentId"/>, of its comment. A second report by the same user changes nothing.</summary>
    /// <returns>False when there is no such thing to see.</returns>
    /// <exception cref="InvalidInputException">Nothing was written.</exception>
    public async Task<bool> ReportAsync(
        CurrentUser user, string slug, int? commentId, ReportInput input, CancellationToken cancellationToken)
    {
        InvalidInputException.ThrowIfAny(("reason", UserText.Problem(input.Reason, Report.MaxReasonLength, texts, multiline: true)));
        limit.ThrowIfTooFast(user.Id);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(user.Id, texts, cancellationToken);
        await write.LockAsync($"reports of {user.Id}", cancellationToken);
        if (await db.PostIdOfAsync(user, slug, commentId, cancellationToken) is not { } postId)
        {
            return false;
        }

        if (await db.Reports.AnyAsync(r => r.PostId == postId && r.CommentId == commentId && r.ReporterId == user.Id, cancellationToken))
        {
            return true;
        }

        var (now, anHourAgo) = (time.UtcNow(), time.UtcNow().AddHours(-1));
        var recent = await db.Reports.CountAsync(r => r.ReporterId == user.Id && r.CreatedAt > anHourAgo, cancellationToken);
        InvalidInputException.ThrowIfAny(("reason", recent < Report.MaxPerHour ? null : texts["You have reported much in this hour. Please try again later."].Value));
        var report = new Report { PostId = postId, CommentId = commentId, ReporterId = user.Id, Reason = input.Reason!, CreatedAt = now };
        db.Add(report);
        await notifier.NotifyOfReportAsync(write, report, new Actor(user.Id, user.Handle, user.DisplayName), cancellationToken);
        write.AfterCommit(() => groups.Send(ModerationChanged.Group, new ModerationChanged()));
        await write.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Whom the user has blocked, by id.</summary>
    public async Task<IReadOnlySet<string>> BlockedByAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.UserBlocks.Where(b => b.BlockerId == user.Id).Select(b => b.BlockedId).ToHashSetAsync(cancellationToken);
    }

    /// <returns>False when there is nobody of that handle but the user.</returns>
    /// <exception cref="InvalidInputException">Nothing was written.</exception>
    public async Task<bool> BlockAsync(CurrentUser user, string handle, bool blocked, CancellationToken cancellationToken)
    {
        limit.ThrowIfTooFast(user.Id);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(user.Id, texts, cancellationToken);
        await write.LockAsync($"blocks of {user.Id}", cancellationToken);
        var other = await db.Users.Where(u => u.Handle == handle && u.Id != user.Id).Select(u => u.Id).SingleOrDefaultAsync(cancellationToken);
        if (other is null)
        {
            return false;
        }

        var existing = db.UserBlocks.Where(b => b.BlockerId == user.Id && b.BlockedId == other);
        if (!blocked)
        {
            await existing.ExecuteDeleteAsync(cancellationToken);
        }
        else if (!await existing.AnyAsync(cancellationToken))
        {
            db.Add(new UserBlock { BlockerId = user.Id, BlockedId = other, CreatedAt = time.UtcNow() });
        }

        await follows.SetAsync(write, user.Id, Follow.OfUser(other), blocked ? FollowState.Muted : FollowState.None, cancellationToken);

        await write.CommitAsync(cancellationToken);
        return true;
    }
}

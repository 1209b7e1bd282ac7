using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Localization;
using BlogBlazor.Notifications;
using BlogBlazor.Posts;
using BlogBlazor.Signals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Reactions;

/// <param name="Mine">Whether the reader's own is among them.</param>
public sealed record ReactionCount(ReactionKind Kind, int Count, bool Mine);

/// <summary>Reads and writes reactions, for the pages and the API alike.</summary>
public sealed class ReactionService(
    IDbContextFactory<BlogDbContext> databases, INotifier notifier, WritingLimit limit, SignalGroups groups, IStringLocalizer<Texts> texts)
{
    /// <summary>Adds the user's reaction to a post or, with <paramref name="commentId"/>, to its comment; or takes it back.</summary>
    /// <returns>False when there is no such thing to see.</returns>
    /// <exception cref="InvalidInputException">Nothing was written.</exception>
    public async Task<bool> SetAsync(
        CurrentUser user, string slug, int? commentId, ReactionKind kind, bool wanted, CancellationToken cancellationToken)
    {
        limit.ThrowIfTooFast(user.Id);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(user.Id, texts, cancellationToken);
        await write.LockAsync(Post.LockOf(slug), cancellationToken);
        if (await db.PostIdOfAsync(user, slug, commentId, cancellationToken) is not { } postId)
        {
            return false;
        }

        var own = db.Reactions.Where(r => r.PostId == postId && r.CommentId == commentId && r.UserId == user.Id);
        var before = await own.Select(r => new { r.Kind, r.ToldIn }).ToListAsync(cancellationToken);
        var had = before.Any(r => r.Kind == kind);
        if (!wanted && had)
        {
            await own.Where(r => r.Kind == kind).ExecuteDeleteAsync(cancellationToken);
            if (before is [{ ToldIn: { } toldIn }])
            {
                await notifier.WithdrawReactionAsync(write, postId, commentId, toldIn, cancellationToken);
            }
        }
        else if (wanted && !had)
        {
            var toldIn = before is [var first, ..]
                ? first.ToldIn
                : await notifier.NotifyOfReactionAsync(
                    write, postId, commentId, new Actor(user.Id, user.Handle, user.DisplayName), cancellationToken);
            db.Add(new Reaction { PostId = postId, CommentId = commentId, Kind = kind, UserId = user.Id, ToldIn = toldIn });
        }

        write.AfterCommit(() => groups.Send(ContentChanged.Group, new ContentChanged(postId)));
        await write.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<IReadOnlyList<ReactionCount>> OfPostAsync(int postId, CurrentUser? reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await CountAsync(db.Reactions.Where(r => r.PostId == postId && r.CommentId == null), reader, cancellationToken))
            .GetValueOrDefault(0, []);
    }

    /// <returns>Null when there is no such comment that <paramref name="reader"/> may see.</returns>
    public async Task<IReadOnlyList<ReactionCount>?> OfCommentAsync(
        int postId, int commentId, CurrentUser? reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Comments.SeenBy(reader).AnyAsync(c => c.Id == commentId && c.PostId == postId, cancellationToken)
            ? (await CountAsync(db.Reactions.Where(r => r.CommentId == commentId), reader, cancellationToken)).GetValueOrDefault(commentId, [])
            : null;
    }

    /// <summary>By comment; one that has none is not there.</summary>
    public async Task<IReadOnlyDictionary<int, IReadOnlyList<ReactionCount>>> OfCommentsAsync(
        int postId, IReadOnlyCollection<int> commentIds, CurrentUser? reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await CountAsync(db.Reactions.Where(r => r.PostId == postId && commentIds.Contains(r.CommentId!.Value)), reader, cancellationToken);
    }

    private static async Task<IReadOnlyDictionary<int, IReadOnlyList<ReactionCount>>> CountAsync(
        IQueryable<Reaction> reactions, CurrentUser? reader, CancellationToken cancellationToken)
    {
        var readerId = reader?.Id;
        var counts = await reactions.GroupBy(r => new { CommentId = r.CommentId ?? 0, r.Kind })
            .Select(g => new { g.Key.CommentId, g.Key.Kind, Count = g.Count(), Mine = g.Count(r => r.UserId == readerId) })
            .ToListAsync(cancellationToken);
        return counts.GroupBy(c => c.CommentId).ToDictionary(
            g => g.Key,
            IReadOnlyList<ReactionCount> (g) => [.. g.OrderBy(c => c.Kind).Select(c => new ReactionCount(c.Kind, c.Count, c.Mine > 0))]);
    }
}

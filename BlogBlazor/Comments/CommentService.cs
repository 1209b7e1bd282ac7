using BlogBlazor.Accounts;
using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Idempotency;
using BlogBlazor.Localization;
using BlogBlazor.Moderation;
using BlogBlazor.Notifications;
using BlogBlazor.Posts;
using BlogBlazor.Signals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Comments;

/// <summary>Writes comments, for the pages and the API alike.</summary>
public sealed class CommentService(
    IDbContextFactory<BlogDbContext> databases,
    INotifier notifier,
    ModerationRules rules,
    WritingLimit limit,
    OnceOnly once,
    SignalGroups groups,
    IOptions<CommentOptions> options,
    IStringLocalizer<Texts> texts,
    TimeProvider time)
{
    /// <summary>The comment with its notifications, all or nothing; null when there is no such post to see.</summary>
    /// <exception cref="InvalidInputException">Nothing was written.</exception>
    public async Task<CommentItem?> AddAsync(
        CurrentUser user, string slug, CommentInput input, CancellationToken cancellationToken)
    {
        input.Validate(texts);
        limit.ThrowIfTooFast(user.Id);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(user.Id, texts, cancellationToken);
        if (await once.RecallAsync<CommentItem>(write, cancellationToken) is { } done)
        {
            return done;
        }

        await write.LockAsync(Post.LockOf(slug), cancellationToken);
        var post = await db.Posts.VisibleTo(user).Where(p => p.Slug == slug)
            .Select(p => new { p.Id, p.AuthorId, p.CommentsClosed, p.PublishedAt }).SingleOrDefaultAsync(cancellationToken);
        var author = await db.Users.Where(u => u.Id == user.Id)
            .Select(u => new Author(u.Id, u.Handle, u.DisplayName)).SingleOrDefaultAsync(cancellationToken);
        if (post is null || author is null)
        {
            return null;
        }

        var settings = await ModerationRules.FindAsync(db, cancellationToken);
        var closing = rules.ClosingOf(settings, post.CommentsClosed, post.PublishedAt);
        RefusedException.ThrowIf(closing != Closing.Open, "markdown", texts["Comments are closed here."]);
        var parent = await ParentAsync(db, post.Id, user, input, cancellationToken);
        var comment = Comment.Write(post.Id, user.Id, parent, input.Markdown!, time.UtcNow());
        comment.MoveTo(await ModerationRules.StateAsync(db, settings, user, post.AuthorId, input.Markdown!, cancellationToken));
        db.Add(comment);
        // Saved by this: the notifications' links need its number.
        await db.CountCommentsAsync(post.Id, cancellationToken);
        await TellAsync(write, comment, cancellationToken);
        var item = CommentItem.Of(comment, author);
        once.Remember(write, item);
        await write.CommitAsync(cancellationToken);
        return item;
    }

    /// <summary>For its author, while it is new.</summary>
    /// <exception cref="InvalidInputException">Nothing was written.</exception>
    public async Task<ChangeResult> EditAsync(
        CurrentUser user, string slug, int commentId, CommentInput input, CancellationToken cancellationToken)
    {
        input.Validate(texts);
        limit.ThrowIfTooFast(user.Id);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(user.Id, texts, cancellationToken);
        var comment = await FindAsync(write, user, slug, commentId, cancellationToken);
        if (comment?.AuthorId != user.Id)
        {
            return comment is null ? ChangeResult.NotFound : ChangeResult.NotYours;
        }

        RefusedException.ThrowIf(!IsNew(comment.CreatedAt), "markdown", texts["It is too late to change this comment."]);
        comment.Edit(input.Markdown!, time.UtcNow());
        if (comment.State == CommentState.Visible
            && await ModerationRules.StateAsync(
                db, await ModerationRules.FindAsync(db, cancellationToken), user, comment.Post.AuthorId, input.Markdown!, cancellationToken) == CommentState.Held)
        {
            comment.MoveTo(CommentState.Held);
            await TakeFromReadersAsync(write, comment, cancellationToken);
            await notifier.NotifyOfHeldAsync(write, comment, cancellationToken);
        }

        write.AfterCommit(() => groups.Send(ContentChanged.Group, new ContentChanged(comment.PostId)));
        // It may wait for a decision, and they decide about what it says.
        write.AfterCommit(() => groups.Send(ModerationChanged.Group, new ModerationChanged()));
        await write.CommitAsync(cancellationToken);
        return ChangeResult.Done;
    }

    /// <summary>Whether its author may still change it and take it back.</summary>
    public bool IsNew(DateTime createdAt) => time.UtcNow() <= createdAt + options.Value.EditWithin;

    /// <summary>For its author, while it is new; for the post's author and administrators at any time.</summary>
    /// <exception cref="RefusedException">It is too late.</exception>
    public async Task<ChangeResult> DeleteAsync(CurrentUser user, string slug, int commentId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(user.Id, texts, cancellationToken);
        var comment = await FindAsync(write, user, slug, commentId, cancellationToken);
        if (comment is null)
        {
            return ChangeResult.NotFound;
        }

        if (!user.MayChange(comment.Post.AuthorId))
        {
            if (comment.AuthorId != user.Id)
            {
                return ChangeResult.NotYours;
            }

            RefusedException.ThrowIf(!IsNew(comment.CreatedAt), "", texts["It is too late to delete this comment."]);
        }

        comment.Delete(time.UtcNow());
        await TakeFromReadersAsync(write, comment, cancellationToken);
        write.AfterCommit(() => groups.Send(ContentChanged.Group, new ContentChanged(comment.PostId)));
        await write.CommitAsync(cancellationToken);
        return ChangeResult.Done;
    }

    /// <summary>Closes the post to new comments, or opens it again; for its author and administrators.</summary>
    public async Task<ChangeResult> CloseAsync(CurrentUser user, string slug, bool closed, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(user.Id, texts, cancellationToken);
        await write.LockAsync(Post.LockOf(slug), cancellationToken);
        var post = await db.Posts.VisibleTo(user).SingleOrDefaultAsync(p => p.Slug == slug, cancellationToken);
        if (post is null || !user.MayChange(post.AuthorId))
        {
            return post is null ? ChangeResult.NotFound : ChangeResult.NotYours;
        }

        post.CloseComments(closed);
        write.AfterCommit(() => groups.Send(ContentChanged.Group, new ContentChanged(post.Id)));
        await write.CommitAsync(cancellationToken);
        return ChangeResult.Done;
    }

    private static async Task<Comment?> FindAsync(
        WriteTransaction write, CurrentUser user, string slug, int commentId, CancellationToken cancellationToken)
    {
        await write.LockAsync(Post.LockOf(slug), cancellationToken);
        return await write.Db.Comments.SeenBy(user).Include(c => c.Post)
            .SingleOrDefaultAsync(c => c.Id == commentId && c.Post.Slug == slug, cancellationToken);
    }

    /// <summary>One that is held is nobody's news but the moderators'.</summary>
    private async Task TellAsync(WriteTransaction write, Comment comment, CancellationToken cancellationToken)
    {
        if (comment.State == CommentState.Held)
        {
            write.AfterCommit(() => groups.Send(ModerationChanged.Group, new ModerationChanged()));
            await notifier.NotifyOfHeldAsync(write, comment, cancellationToken);
            return;
        }

        await notifier.NotifyOfAsync(write, comment, cancellationToken);
        write.AfterCommit(() => groups.Send(ContentChanged.Group, new ContentChanged(comment.PostId)));
    }

    private async Task TakeFromReadersAsync(WriteTransaction write, Comment comment, CancellationToken cancellationToken)
    {
        await write.Db.CountCommentsAsync(comment.PostId, cancellationToken);
        await notifier.RetractAsync(write, comment.NotificationSubject, cancellationToken);
        write.AfterCommit(() => groups.Send(ModerationChanged.Group, new ModerationChanged()));
    }

    private async Task<Comment?> ParentAsync(
        BlogDbContext db, int postId, CurrentUser user, CommentInput input, CancellationToken cancellationToken)
    {
        if (input.ParentId is not { } parentId)
        {
            return null;
        }

        var parent = await db.Comments.SeenBy(user).SingleOrDefaultAsync(c => c.Id == parentId && c.PostId == postId, cancellationToken);
        InvalidInputException.ThrowIfAny(("parentId", parent is null ? texts["The comment you reply to is gone."].Value : null));
        var isBlocked = await db.UserBlocks.AnyAsync(b => b.BlockerId == parent!.AuthorId && b.BlockedId == user.Id, cancellationToken);
        RefusedException.ThrowIf(isBlocked, "parentId", texts["You cannot reply to this person."]);
        return parent;
    }
}

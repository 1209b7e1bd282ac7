using BlogBlazor.Accounts;
using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Idempotency;
using BlogBlazor.Localization;
using BlogBlazor.Notifications;
using BlogBlazor.Posts;
using BlogBlazor.Signals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Comments;

/// <summary>Reads and writes comments, for the pages and the API alike.</summary>
public sealed class CommentService(
    IDbContextFactory<BlogDbContext> databases,
    INotifier notifier,
    OnceOnly once,
    SignalGroups groups,
    IStringLocalizer<Texts> texts,
    TimeProvider time)
{
    /// <summary>The comment with its notifications, all or nothing; null when there is no such post to see.</summary>
    /// <exception cref="InvalidInputException">Nothing was written.</exception>
    public async Task<CommentItem?> AddAsync(
        CurrentUser user, string slug, CommentInput input, CancellationToken cancellationToken)
    {
        input.Validate(texts);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (await once.RecallAsync<CommentItem>(write, cancellationToken) is { } done)
        {
            return done;
        }

        await write.LockAsync(Post.LockOf(slug), cancellationToken);
        var post = await db.Posts.VisibleTo(user).Where(p => p.Slug == slug)
            .Select(p => new { p.Id, p.AuthorId }).SingleOrDefaultAsync(cancellationToken);
        var author = await db.Users.Where(u => u.Id == user.Id)
            .Select(u => new Author(u.Id, u.Handle, u.DisplayName)).SingleOrDefaultAsync(cancellationToken);
        if (post is null || author is null)
        {
            return null;
        }

        var parent = await ParentAsync(db, post.Id, input, cancellationToken);
        var comment = Comment.Write(post.Id, user.Id, parent, input.Markdown!, time.UtcNow());
        db.Add(comment);
        // The notifications' links need its number.
        await db.SaveChangesAsync(cancellationToken);

        var notifications = (await RecipientsAsync(db, post.AuthorId, parent, comment, cancellationToken))
            .Select(to => new NewNotification(to.UserId, to.Kind, comment.NotificationSubject, CommentLink.To(slug, comment.Id))
            {
                Actor = new Actor(author.Id, author.Handle, author.DisplayName),
            });
        await notifier.NotifyAsync(write, notifications, cancellationToken);
        write.AfterCommit(() => groups.Send(ContentChanged.Group, new ContentChanged(post.Id)));
        var item = CommentItem.Of(comment, author);
        once.Remember(write, item);
        await write.CommitAsync(cancellationToken);
        return item;
    }

    /// <summary>For its author, the post's author and administrators.</summary>
    public async Task<ChangeResult> DeleteAsync(CurrentUser user, string slug, int commentId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.LockAsync(Post.LockOf(slug), cancellationToken);
        var comment = await db.Comments.Include(c => c.Post)
            .SingleOrDefaultAsync(c => c.Id == commentId && c.Post.Slug == slug && c.DeletedAt == null, cancellationToken);
        if (comment is null)
        {
            return ChangeResult.NotFound;
        }

        if (!user.MayChange(comment.AuthorId) && !user.MayChange(comment.Post.AuthorId))
        {
            return ChangeResult.NotYours;
        }

        comment.Delete(time.UtcNow());
        await notifier.RetractAsync(write, comment.NotificationSubject, cancellationToken);
        write.AfterCommit(() => groups.Send(ContentChanged.Group, new ContentChanged(comment.PostId)));
        await write.CommitAsync(cancellationToken);
        return ChangeResult.Done;
    }

    /// <summary>In the order they were written; a deleted one only while replies stand below it, without its text.</summary>
    public async Task<IReadOnlyList<CommentItem>> ListAsync(int postId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Comments.AsNoTracking()
            .Where(c => c.PostId == postId)
            .Where(c => c.DeletedAt == null || db.Comments.Any(reply => reply.ParentId == c.Id && reply.DeletedAt == null))
            .OrderBy(c => c.Id)
            .Select(c => new CommentItem(
                c.Id,
                c.ParentId,
                c.DeletedAt == null ? new Author(c.AuthorId, c.Author.Handle, c.Author.DisplayName) : null,
                c.Markdown,
                c.CreatedAt))
            .ToListAsync(cancellationToken);
    }

    private async Task<Comment?> ParentAsync(
        BlogDbContext db, int postId, CommentInput input, CancellationToken cancellationToken)
    {
        if (input.ParentId is not { } parentId)
        {
            return null;
        }

        var parent = await db.Comments.SingleOrDefaultAsync(
            c => c.Id == parentId && c.PostId == postId && c.DeletedAt == null, cancellationToken);
        InvalidInputException.ThrowIfAny(("parentId", parent is null ? texts["The comment you reply to is gone."].Value : null));
        return parent;
    }

    /// <summary>The most telling kind first: who is replied to and mentioned hears of a reply.</summary>
    private static async Task<List<(string UserId, NotificationKind Kind)>> RecipientsAsync(
        BlogDbContext db, string postAuthorId, Comment? parent, Comment comment, CancellationToken cancellationToken)
    {
        var recipients = new List<(string, NotificationKind)>();
        if (parent is not null)
        {
            recipients.Add((parent.AuthorId, NotificationKind.Reply));
        }

        recipients.Add((postAuthorId, NotificationKind.Comment));
        var handles = MarkdownRenderer.MentionsIn(comment.Markdown).Take(CommentInput.MaxMentions).ToList();
        if (handles.Count > 0)
        {
            var mentioned = await db.Users.Where(u => handles.Contains(u.Handle)).Select(u => u.Id).ToListAsync(cancellationToken);
            recipients.AddRange(mentioned.Select(id => (id, NotificationKind.Mention)));
        }

        return recipients;
    }
}

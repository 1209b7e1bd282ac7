using BlogBlazor.Accounts;
using BlogBlazor.Data;
using BlogBlazor.Moderation;
using BlogBlazor.Posts;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Comments;

/// <summary>Reads comments, for the pages and the API alike.</summary>
public sealed class CommentQueries(IDbContextFactory<BlogDbContext> databases, ModerationRules rules)
{
    /// <summary>So many threads on a page, and so many replies below each.</summary>
    public const int PageSize = 50;

    /// <summary>
    /// Whole threads from the first one on or, where the first page does not have it, from that of <paramref name="wanted"/>
    /// on: so one kind of link leads to a comment, to the next page and to the rest of a long thread.
    /// </summary>
    public async Task<CommentPage> PageAsync(int postId, CurrentUser? reader, int? wanted, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var post = await db.Posts.Where(p => p.Id == postId).Select(p => new { p.CommentCount, p.CommentsClosed, p.PublishedAt })
            .SingleOrDefaultAsync(cancellationToken);
        if (post is null)
        {
            return CommentPage.Empty;
        }

        var closing = rules.ClosingOf(await ModerationRules.FindAsync(db, cancellationToken), post.CommentsClosed, post.PublishedAt);
        var threads = await ThreadsAsync(db, postId, reader, from: 0, cancellationToken);
        var isFirst = true;
        var target = wanted is null ? null : await db.Comments.Where(c => c.Id == wanted && c.PostId == postId)
            .Select(c => new { c.Id, c.ParentId, Thread = c.ParentId ?? c.Id }).SingleOrDefaultAsync(cancellationToken);
        if (target is not null && threads.Take(PageSize).All(t => t.Id != target.Thread))
        {
            var later = await ThreadsAsync(db, postId, reader, target.Thread, cancellationToken);
            (threads, isFirst) = later.Count > 0 ? (later, false) : (threads, true);
        }

        int? next = threads.Count > PageSize ? threads[PageSize].Id : null;
        threads = [.. threads.Take(PageSize)];
        var replies = await RepliesAsync(db, [.. threads.Select(t => t.Id)], reader, cancellationToken);
        if (target?.ParentId is { } thread && replies.Where(r => r.ParentId == thread).Take(PageSize).All(r => r.Id != target.Id))
        {
            replies.RemoveAll(r => r.ParentId == thread);
            replies.AddRange(await Items(db.Comments.Where(c => c.ParentId == thread && c.Id >= target.Id).SeenBy(reader), reader)
                .Take(PageSize + 1).ToListAsync(cancellationToken));
        }

        var tooMany = replies.GroupBy(r => r.ParentId!.Value).Where(g => g.Count() > PageSize).ToDictionary(g => g.Key, g => g.Max(r => r.Id));
        replies.RemoveAll(r => tooMany.GetValueOrDefault(r.ParentId!.Value) == r.Id);
        return new CommentPage([.. threads.Concat(replies).OrderBy(c => c.Id)], post.CommentCount, isFirst, next, tooMany, closing);
    }

    /// <summary>Whether a post takes comments; null where there is none that <paramref name="reader"/> may see.</summary>
    public async Task<Closing?> ClosingOfAsync(string slug, CurrentUser? reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var post = await db.Posts.VisibleTo(reader).Where(p => p.Slug == slug).Select(p => new { p.CommentsClosed, p.PublishedAt })
            .SingleOrDefaultAsync(cancellationToken);
        return post is null
            ? null
            : rules.ClosingOf(await ModerationRules.FindAsync(db, cancellationToken), post.CommentsClosed, post.PublishedAt);
    }

    /// <summary>All of a post in the order they were written, some at a time.</summary>
    public async Task<IReadOnlyList<CommentItem>> ListAsync(
        int postId, CurrentUser? reader, int after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Items(InTheirPlace(db, reader).Where(c => c.PostId == postId && c.Id > after), reader)
            .Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>What everybody sees, the newest first.</summary>
    public async Task<IReadOnlyList<CommentItem>> NewestAsync(int postId, int count, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.VisibleComments.AsNoTracking()
            .Where(c => c.PostId == postId)
            .OrderByDescending(c => c.Id).Take(count)
            .Select(c => new CommentItem(
                c.Id, c.ParentId, new Author(c.AuthorId, c.Author.Handle, c.Author.DisplayName), c.Markdown, c.CreatedAt, c.EditedAt, c.State))
            .ToListAsync(cancellationToken);
    }

    private static Task<List<CommentItem>> ThreadsAsync(
        BlogDbContext db, int postId, CurrentUser? reader, int from, CancellationToken cancellationToken) =>
        Items(InTheirPlace(db, reader).Where(c => c.PostId == postId && c.ParentId == null && c.Id >= from), reader)
            .Take(PageSize + 1).ToListAsync(cancellationToken);

    private static Task<List<CommentItem>> RepliesAsync(
        BlogDbContext db, int[] threads, CurrentUser? reader, CancellationToken cancellationToken)
    {
        // Named twice, so that the database numbers the replies of these threads and not of all.
        var replies = db.Comments.Where(r => threads.Contains(r.ParentId!.Value)).SeenBy(reader);
        return Items(
                db.Comments.Where(c => threads.Contains(c.Id))
                    .SelectMany(c => replies.Where(r => r.ParentId == c.Id).OrderBy(r => r.Id).Take(PageSize + 1)),
                reader)
            .ToListAsync(cancellationToken);
    }

    /// <summary>One that is gone keeps its place while there is a reply to read below it.</summary>
    private static IQueryable<Comment> InTheirPlace(BlogDbContext db, CurrentUser? reader)
    {
        var seen = db.Comments.SeenBy(reader);
        return db.Comments.Where(c => seen.Any(s => s.Id == c.Id) || db.VisibleComments.Any(r => r.ParentId == c.Id));
    }

    private static IQueryable<CommentItem> Items(IQueryable<Comment> comments, CurrentUser? reader)
    {
        var (readerId, isModerator) = (reader?.Id, reader?.IsAdministrator == true);
        return comments.AsNoTracking().OrderBy(c => c.Id).Select(c => new
        {
            Comment = c,
            c.Author.Handle,
            c.Author.DisplayName,
            IsSeen = c.DeletedAt == null && (isModerator || c.State == CommentState.Visible || c.AuthorId == readerId),
        }).Select(c => new CommentItem(
            c.Comment.Id,
            c.Comment.ParentId,
            c.IsSeen ? new Author(c.Comment.AuthorId, c.Handle, c.DisplayName) : null,
            c.IsSeen ? c.Comment.Markdown : "",
            c.Comment.CreatedAt,
            c.Comment.EditedAt,
            c.Comment.State));
    }
}

internal static class CommentQueryExtensions
{
    /// <summary>The id of a post that the user sees and, with <paramref name="commentId"/>, that has this comment, which everybody sees.</summary>
    public static async Task<int?> PostIdOfAsync(
        this BlogDbContext db, CurrentUser user, string slug, int? commentId, CancellationToken cancellationToken)
    {
        var postId = await db.Posts.VisibleTo(user).Where(p => p.Slug == slug).Select(p => (int?)p.Id).SingleOrDefaultAsync(cancellationToken);
        return commentId is null || await db.VisibleComments.AnyAsync(c => c.Id == commentId && c.PostId == postId, cancellationToken) ? postId : null;
    }

    /// <summary>What is held or hidden is for its author and moderators.</summary>
    public static IQueryable<Comment> SeenBy(this IQueryable<Comment> comments, CurrentUser? reader) => reader switch
    {
        null => comments.Where(c => c.DeletedAt == null && c.State == CommentState.Visible),
        { IsAdministrator: true } => comments.Where(c => c.DeletedAt == null),
        _ => comments.Where(c => c.DeletedAt == null && (c.State == CommentState.Visible || c.AuthorId == reader.Id)),
    };
}

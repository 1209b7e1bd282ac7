using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Data;
using BlogBlazor.Posts;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Moderation;

/// <summary>What waits for a moderator. Whoever asks has made sure that the user is one.</summary>
public sealed class ModerationQueries(IDbContextFactory<BlogDbContext> databases)
{
    public const int PageSize = 30;

    public async Task<int> CountWaitingAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Held(db).CountAsync(cancellationToken) + await Open(db).CountAsync(cancellationToken);
    }

    /// <summary>What has waited longest first, those after an id: what comes in meanwhile moves nothing that is on a page.</summary>
    public async Task<IReadOnlyList<HeldComment>> ListHeldAsync(int after, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Held(db).Where(c => c.Id > after).OrderBy(c => c.Id).Take(PageSize)
            .Select(c => new HeldComment(
                c.Id, c.Post.Slug, c.Post.Title, new Author(c.AuthorId, c.Author.Handle, c.Author.DisplayName), c.Markdown, c.CreatedAt))
            .ToListAsync(cancellationToken);
    }

    /// <inheritdoc cref="ListHeldAsync"/>
    public async Task<IReadOnlyList<OpenReport>> ListReportedAsync(int after, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Open(db).Where(r => r.Id > after).OrderBy(r => r.Id).Take(PageSize)
            .Select(r => new OpenReport(
                r.Id,
                r.Post.Slug,
                r.Post.Title,
                r.CommentId,
                r.Comment != null
                    ? new Author(r.Comment.AuthorId, r.Comment.Author.Handle, r.Comment.Author.DisplayName)
                    : new Author(r.Post.AuthorId, r.Post.Author.Handle, r.Post.Author.DisplayName),
                r.Comment != null ? r.Comment.Markdown : r.Post.Summary,
                r.Reason,
                new Author(r.ReporterId, r.Reporter.Handle, r.Reporter.DisplayName),
                r.CreatedAt))
            .ToListAsync(cancellationToken);
    }

    /// <summary>By handle, those after one.</summary>
    public async Task<IReadOnlyList<Author>> ListBannedAsync(string after, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Users.Banned().Where(u => string.Compare(u.Handle, after) > 0)
            .OrderBy(u => u.Handle).Take(PageSize)
            .Select(u => new Author(u.Id, u.Handle, u.DisplayName))
            .ToListAsync(cancellationToken);
    }

    private static IQueryable<Comment> Held(BlogDbContext db) =>
        db.Comments.Where(c => c.State == CommentState.Held && c.DeletedAt == null);

    /// <summary>What was deleted meanwhile needs no decision.</summary>
    private static IQueryable<Report> Open(BlogDbContext db) =>
        db.Reports.Where(r => r.ResolvedAt == null && (r.Comment == null || r.Comment.DeletedAt == null));
}

public sealed record HeldComment(int Id, string Slug, string PostTitle, Author Author, string Markdown, DateTime CreatedAt);

/// <param name="CommentId">Null when it is about the post.</param>
/// <param name="Author">Of what is reported.</param>
/// <param name="Text">What is reported.</param>
public sealed record OpenReport(
    int Id, string Slug, string PostTitle, int? CommentId, Author Author, string Text, string Reason, Author Reporter, DateTime CreatedAt);

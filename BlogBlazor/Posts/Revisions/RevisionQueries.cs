using BlogBlazor.Accounts;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Posts.Revisions;

/// <summary>Reads revisions, for who may change the post.</summary>
public sealed class RevisionQueries(IDbContextFactory<BlogDbContext> databases)
{
    /// <summary>Newest first; null when there is no such post that the user may change.</summary>
    public async Task<RevisedPost?> ListAsync(CurrentUser user, string slug, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var post = await db.Posts.Where(p => p.Slug == slug && (user.IsAdministrator || p.AuthorId == user.Id))
            .Select(p => new { p.Id, p.Title }).SingleOrDefaultAsync(cancellationToken);
        return post is null ? null : new RevisedPost(
            post.Id,
            post.Title,
            await db.Revisions.Where(r => r.PostId == post.Id).OrderByDescending(r => r.Id)
                .Select(r => new RevisionItem(r.Id, r.Author.DisplayName, r.IsAutosave, r.SavedAt)).ToListAsync(cancellationToken));
    }

    /// <summary>What some revisions of one post hold, by their numbers.</summary>
    public async Task<IReadOnlyDictionary<int, RevisionContent>> ContentsAsync(int postId, int[] ids, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Revisions.AsNoTracking().Where(r => r.PostId == postId && ids.Contains(r.Id))
            .ToDictionaryAsync(r => r.Id, r => r.Content, cancellationToken);
    }
}

public sealed record RevisedPost(int Id, string Title, IReadOnlyList<RevisionItem> Revisions);

public sealed record RevisionItem(int Id, string Author, bool IsAutosave, DateTime SavedAt);

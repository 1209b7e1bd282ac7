using BlogBlazor.Accounts;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Posts;

/// <summary>An address that a post had in public: it leads to the post for good, and no other post gets it.</summary>
public sealed class OldSlug
{
    public required string Slug { get; init; }
    public required int PostId { get; init; }
}

public sealed class OldSlugs(IDbContextFactory<BlogDbContext> databases)
{
    /// <summary>Where the post is now, if the reader may see it.</summary>
    public async Task<string?> FindCurrentAsync(string oldSlug, CurrentUser? reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var posts = db.Posts.VisibleTo(reader);
        return await db.OldSlugs.Where(o => o.Slug == oldSlug)
            .Join(posts, o => o.PostId, p => p.Id, (_, p) => p.Slug)
            .SingleOrDefaultAsync(cancellationToken);
    }
}

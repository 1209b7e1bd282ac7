using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Posts;

/// <summary>What to read after a post: those beside it by date, and those that share its tags.</summary>
public sealed class PostNeighbourhood(IDbContextFactory<BlogDbContext> databases)
{
    public const int MaxRelated = 3;

    /// <summary>So many of each tag, the newest, are looked at.</summary>
    private const int CandidatesPerTag = 20;

    public async Task<PostNeighbourLinks> FindAsync(PostDetails post, CancellationToken cancellationToken)
    {
        if (post.PublishedAt is not { } publishedAt)
        {
            return new PostNeighbourLinks(null, null, []);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var place = new PostCursor(publishedAt, post.Id);
        var listed = db.Listed(new PostFilter());
        var beside = await listed.Before(place).Take(1).Select(p => p.Id).Concat(listed.After(place).Take(1).Select(p => p.Id))
            .ToListAsync(cancellationToken);
        var related = await RelatedAsync(db, post.Id, cancellationToken);
        var ids = beside.Concat(related).ToList();
        var links = await listed.Where(p => ids.Contains(p.Id))
            .Select(p => new PostLink(p.Id, p.Post.Slug, p.Post.Title, p.PublishedAt!.Value))
            .ToDictionaryAsync(link => link.Id, cancellationToken);
        return new PostNeighbourLinks(
            beside.Select(links.GetValueOrDefault).FirstOrDefault(link => link is not null && !IsAfter(link, place)),
            beside.Select(links.GetValueOrDefault).FirstOrDefault(link => link is not null && IsAfter(link, place)),
            [.. related.Where(links.ContainsKey).Select(id => links[id])]);
    }

    /// <summary>The ids of those that share most tags, and of as many the newest.</summary>
    private static async Task<IReadOnlyList<int>> RelatedAsync(BlogDbContext db, int postId, CancellationToken cancellationToken)
    {
        var tags = await db.PostTags.Where(t => t.PostId == postId).Select(t => t.TagsId).ToListAsync(cancellationToken);
        if (tags.Count == 0)
        {
            return [];
        }

        // One query with a part for each tag: each part ends after a few rows of the index.
        var candidates = await tags
            .Select(tag => db.Listed(new PostFilter(tag)).Where(p => p.Id != postId).NewestFirst().Take(CandidatesPerTag)
                .Select(p => new { p.Id, p.PublishedAt }))
            .Aggregate((all, more) => all.Concat(more))
            .ToListAsync(cancellationToken);
        return [.. candidates.GroupBy(candidate => candidate)
            .OrderByDescending(shared => shared.Count()).ThenByDescending(shared => shared.Key.PublishedAt).ThenByDescending(shared => shared.Key.Id)
            .Take(MaxRelated).Select(shared => shared.Key.Id)];
    }

    private static bool IsAfter(PostLink link, PostCursor place) =>
        link.PublishedAt > place.At || (link.PublishedAt == place.At && link.Id > place.Id);
}

public sealed record PostLink(int Id, string Slug, string Title, DateTime PublishedAt);

public sealed record PostNeighbourLinks(PostLink? Older, PostLink? Newer, IReadOnlyList<PostLink> Related);

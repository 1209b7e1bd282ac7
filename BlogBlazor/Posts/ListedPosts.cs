using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Posts;

/// <summary>
/// A published post by the keys that a list is ordered by, which stand beside each other in an index: of posts, or of the
/// posts of a tag.
/// </summary>
internal sealed class ListedPost
{
    public DateTime? PublishedAt { get; init; }
    public int Id { get; init; }
    public required Post Post { get; init; }
}

internal static class ListedPosts
{
    public static IQueryable<ListedPost> Listed(this BlogDbContext db, PostFilter filter)
    {
        if (filter.TagId is { } tag)
        {
            return db.PostTags.AsNoTracking().Where(t => t.TagsId == tag && t.PublishedAt != null)
                .Select(t => new ListedPost { PublishedAt = t.PublishedAt, Id = t.PostId, Post = t.Post });
        }

        var posts = db.Posts.AsNoTracking().Where(p => p.PublishedAt != null);
        if (filter.AuthorId is { } author)
        {
            posts = posts.Where(p => p.AuthorId == author);
        }

        if (filter is { From: { } from, Until: { } until })
        {
            posts = posts.Where(p => p.PublishedAt >= from && p.PublishedAt < until);
        }

        return posts.Select(p => new ListedPost { PublishedAt = p.PublishedAt, Id = p.Id, Post = p });
    }

    public static IQueryable<ListedPost> NewestFirst(this IQueryable<ListedPost> posts) =>
        posts.OrderByDescending(p => p.PublishedAt).ThenByDescending(p => p.Id);

    // The date alone first: it is what a database looks up in the index.
    public static IQueryable<ListedPost> Before(this IQueryable<ListedPost> posts, PostCursor cursor) =>
        posts.Where(p => p.PublishedAt <= cursor.At && (p.PublishedAt < cursor.At || p.Id < cursor.Id)).NewestFirst();

    /// <summary>The next ones first.</summary>
    public static IQueryable<ListedPost> After(this IQueryable<ListedPost> posts, PostCursor cursor) =>
        posts.Where(p => p.PublishedAt >= cursor.At && (p.PublishedAt > cursor.At || p.Id > cursor.Id))
            .OrderBy(p => p.PublishedAt).ThenBy(p => p.Id);

    // Tags by a query of their own: in one, SQLite would put the tags of all posts together first.
    public static IQueryable<PostSummary> Summaries(this IQueryable<ListedPost> posts) => posts.AsSplitQuery().Select(p => new PostSummary(
        p.Id,
        p.Post.Slug,
        p.Post.Title,
        p.Post.Summary,
        new Author(p.Post.AuthorId, p.Post.Author.Handle, p.Post.Author.DisplayName),
        p.PublishedAt,
        p.Post.ReadingMinutes,
        p.Post.CoverUrl == null ? null : new PostCover(p.Post.CoverUrl, p.Post.CoverAlt),
        p.Post.Tags.OrderBy(t => t.Name).Select(t => new TagName(t.Slug, t.Name)).ToList(),
        p.Post.CommentCount));

    /// <summary>In the order of <paramref name="ids"/>, which are few.</summary>
    public static async Task<IReadOnlyList<PostSummary>> SummariesAsync(
        this BlogDbContext db, IReadOnlyList<int> ids, CancellationToken cancellationToken)
    {
        var posts = await db.Listed(new PostFilter()).Where(p => ids.Contains(p.Id)).Summaries()
            .ToDictionaryAsync(post => post.Id, cancellationToken);
        return [.. ids.Where(posts.ContainsKey).Select(id => posts[id])];
    }
}

using BlogBlazor.Accounts;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Posts;

/// <summary>What a user has written, in whatever state, last changed first.</summary>
public sealed class OwnPosts(IDbContextFactory<BlogDbContext> databases)
{
    /// <summary>Where their list is among the addresses of posts: no post may have it.</summary>
    public const string Address = "mine";

    public const int PageSize = 50;

    public async Task<SomeOwnPosts> ListAsync(
        CurrentUser user, PostState? state, string? title, PostCursor? after, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var posts = db.Posts.AsNoTracking().Where(p => p.AuthorId == user.Id);
        posts = state switch
        {
            PostState.Draft => posts.Where(p => p.PublishedAt == null && p.ScheduledFor == null),
            PostState.Scheduled => posts.Where(p => p.ScheduledFor != null),
            PostState.Published => posts.Where(p => p.PublishedAt != null),
            _ => posts,
        };
        if (!string.IsNullOrWhiteSpace(title))
        {
            // The slug holds the title without capitals and marks: "dang bai" finds "Đăng bài".
            var (words, slug) = (title.Trim(), Slug.From(title, otherwise: "."));
            posts = posts.Where(p => p.Title.Contains(words) || p.Slug.Contains(slug));
        }

        if (after is var (updatedAt, id))
        {
            posts = posts.Where(p => p.UpdatedAt < updatedAt || (p.UpdatedAt == updatedAt && p.Id < id));
        }

        var items = await posts.OrderByDescending(p => p.UpdatedAt).ThenByDescending(p => p.Id).Take(PageSize + 1)
            .Select(p => new OwnPost(
                p.Id,
                p.Slug,
                p.Title,
                p.PublishedAt,
                p.ScheduledFor,
                p.UpdatedAt,
                db.WorkingCopies.Any(copy => copy.PostId == p.Id),
                p.CommentCount))
            .ToListAsync(cancellationToken);
        var hasMore = items.Count > PageSize;
        var page = items.Take(PageSize).ToList();
        return new SomeOwnPosts(page, hasMore ? new PostCursor(page[^1].UpdatedAt, page[^1].Id) : null);
    }
}

public enum PostState
{
    Draft,
    Scheduled,
    Published,
}

public sealed record OwnPost(
    int Id, string Slug, string Title, DateTime? PublishedAt, DateTime? ScheduledFor, DateTime UpdatedAt, bool HasUnpublishedChanges, int Comments)
{
    public PostState State => PublishedAt is not null ? PostState.Published
        : ScheduledFor is not null ? PostState.Scheduled
        : PostState.Draft;
}

public sealed record SomeOwnPosts(IReadOnlyList<OwnPost> Items, PostCursor? Next);

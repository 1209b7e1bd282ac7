using System.Globalization;
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
        CurrentUser user, PostState? state, string? title, OwnPostCursor? after, CancellationToken cancellationToken)
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
                db.Comments.Count(c => c.PostId == p.Id && c.DeletedAt == null)))
            .ToListAsync(cancellationToken);
        var hasMore = items.Count > PageSize;
        var page = items.Take(PageSize).ToList();
        return new SomeOwnPosts(page, hasMore ? new OwnPostCursor(page[^1].UpdatedAt, page[^1].Id) : null);
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

public sealed record SomeOwnPosts(IReadOnlyList<OwnPost> Items, OwnPostCursor? Next);

/// <summary>Where a page ended.</summary>
public sealed record OwnPostCursor(DateTime UpdatedAt, int Id)
{
    public static OwnPostCursor? Parse(string? text) =>
        text?.Split('-') is [var ticks, var id]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time <= DateTime.MaxValue.Ticks
        && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new OwnPostCursor(new DateTime(time, DateTimeKind.Utc), number)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{UpdatedAt.Ticks}-{Id}");
}

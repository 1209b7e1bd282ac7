using System.Globalization;
using System.Text.Json.Serialization;
using BlogBlazor.Accounts;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Posts;

/// <summary>Reads posts, for the pages and the API alike.</summary>
public sealed class PostQueries(IDbContextFactory<BlogDbContext> databases)
{
    public const int MaxPageSize = 50;

    public async Task<PagedPosts> ListAsync(PostFilter filter, int page, int pageSize, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var posts = Filtered(db, filter);
        var total = await posts.CountAsync(cancellationToken);
        var items = await posts
            .OrderByDescending(p => p.PublishedAt).ThenByDescending(p => p.Id)
            .Skip((int)Math.Min((page - 1L) * pageSize, int.MaxValue)).Take(pageSize)
            .Select(p => new PostSummary(
                p.Slug,
                p.Title,
                p.Summary,
                new Author(p.AuthorId, p.Author.Handle, p.Author.DisplayName),
                p.PublishedAt,
                p.ReadingMinutes,
                p.Tags.OrderBy(t => t.Name).Select(t => new TagName(t.Slug, t.Name)).ToList(),
                db.VisibleComments.Count(c => c.PostId == p.Id)))
            .ToListAsync(cancellationToken);
        return new PagedPosts(items, page, pageSize, total);
    }

    /// <summary>The post, or null where there is none that <paramref name="reader"/> may see.</summary>
    public async Task<PostDetails?> FindAsync(string slug, CurrentUser? reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Posts.AsNoTracking().VisibleTo(reader)
            .Where(p => p.Slug == slug)
            .Details()
            .SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<Author?> FindAuthorAsync(string handle, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Users.Where(u => u.Handle == handle)
            .Select(u => new Author(u.Id, u.Handle, u.DisplayName))
            .SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Draft>> DraftsOfAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Posts.Where(p => p.AuthorId == userId && p.PublishedAt == null)
            .OrderByDescending(p => p.UpdatedAt).Take(MaxPageSize)
            .Select(p => new Draft(p.Slug, p.Title, p.UpdatedAt))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Every tag that a published post has, by name, with how many.</summary>
    public async Task<IReadOnlyList<TagCount>> TagsAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Posts.Where(p => p.PublishedAt != null)
            .SelectMany(p => p.Tags)
            .GroupBy(t => new { t.Slug, t.Name })
            .OrderBy(g => g.Key.Name)
            .Select(g => new TagCount(g.Key.Slug, g.Key.Name, g.Count()))
            .ToListAsync(cancellationToken);
    }

    private static IQueryable<Post> Filtered(BlogDbContext db, PostFilter filter)
    {
        var posts = db.Posts.AsNoTracking().Where(p => p.PublishedAt != null);
        if (filter.Tag is { } tag)
        {
            posts = posts.Where(p => p.Tags.Any(t => t.Slug == tag));
        }

        if (filter.AuthorId is { } author)
        {
            posts = posts.Where(p => p.AuthorId == author);
        }

        return string.IsNullOrWhiteSpace(filter.Text)
            ? posts
            : posts.Where(p => p.Title.Contains(filter.Text) || p.Summary.Contains(filter.Text) || p.Markdown.Contains(filter.Text));
    }
}

internal static class PostQueryExtensions
{
    public static IQueryable<PostDetails> Details(this IQueryable<Post> posts) => posts.Select(p => new PostDetails(
        p.Id,
        p.Slug,
        p.Title,
        p.Summary,
        p.Markdown,
        new Author(p.AuthorId, p.Author.Handle, p.Author.DisplayName),
        p.PublishedAt,
        p.UpdatedAt,
        p.ReadingMinutes,
        p.Tags.OrderBy(t => t.Name).Select(t => new TagName(t.Slug, t.Name)).ToList(),
        p.ScheduledFor));

    /// <summary>Drafts are for their author and administrators.</summary>
    public static IQueryable<Post> VisibleTo(this IQueryable<Post> posts, CurrentUser? reader) => reader switch
    {
        null => posts.Where(p => p.PublishedAt != null),
        { IsAdministrator: true } => posts,
        _ => posts.Where(p => p.PublishedAt != null || p.AuthorId == reader.Id),
    };
}

public sealed record PostFilter(string? Tag = null, string? AuthorId = null, string? Text = null);

public sealed record PagedPosts(IReadOnlyList<PostSummary> Items, int Page, int PageSize, int Total)
{
    public int Pages => (Total + PageSize - 1) / PageSize;
}

public sealed record Author(string Id, string Handle, string DisplayName)
{
    /// <summary>What stands in for a portrait.</summary>
    [JsonIgnore]
    public string Initial => StringInfo.GetNextTextElement(DisplayName).ToUpper(CultureInfo.CurrentCulture);
}

public sealed record TagName(string Slug, string Name);

public sealed record TagCount(string Slug, string Name, int Posts);

public sealed record Draft(string Slug, string Title, DateTime UpdatedAt);

public sealed record PostSummary(
    string Slug,
    string Title,
    string Summary,
    Author Author,
    DateTime? PublishedAt,
    int ReadingMinutes,
    IReadOnlyList<TagName> Tags,
    int Comments);

public sealed record PostDetails(
    int Id,
    string Slug,
    string Title,
    string Summary,
    string Markdown,
    Author Author,
    DateTime? PublishedAt,
    DateTime UpdatedAt,
    int ReadingMinutes,
    IReadOnlyList<TagName> Tags,
    DateTime? ScheduledFor);

using System.Text.Json.Serialization;
using BlogBlazor.Accounts;
using BlogBlazor.Data;
using BlogBlazor.Localization;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Posts;

/// <summary>Reads posts, for the pages and the API alike.</summary>
public sealed class PostQueries(IDbContextFactory<BlogDbContext> databases)
{
    public const int MaxPageSize = 50;
    public const int MaxTags = 500;

    /// <summary>The newest, those before a place, or those after one. Where nothing is newer any more it is the newest again.</summary>
    public async Task<PostSlice> SliceAsync(
        PostFilter filter, PostCursor? before, PostCursor? after, int size, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var posts = db.Listed(filter);
        if (before is null && after is { } newerThan)
        {
            var newer = await posts.After(newerThan).Take(size + 1).Summaries().ToListAsync(cancellationToken);
            if (newer.Count > size)
            {
                newer.RemoveAt(size);
                newer.Reverse();
                return new PostSlice(newer, newer[0].Cursor, newer[^1].Cursor);
            }
        }

        var items = await (before is { } olderThan ? posts.Before(olderThan) : posts.NewestFirst())
            .Take(size + 1).Summaries().ToListAsync(cancellationToken);
        var hasOlder = items.Count > size;
        if (hasOlder)
        {
            items.RemoveAt(size);
        }

        return new PostSlice(items, before is null || items.Count == 0 ? null : items[0].Cursor, hasOlder ? items[^1].Cursor : null);
    }

    /// <summary>By number, for programs: the newest first, or, where words are looked for, the best.</summary>
    public async Task<PagedPosts> ListAsync(string? tag, string? text, int page, int pageSize, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var tagId = tag is null ? null : await db.Tags.Where(t => t.Slug == tag).Select(t => (int?)t.Id).SingleOrDefaultAsync(cancellationToken);
        if (tag is not null && tagId is null)
        {
            return new PagedPosts([], page, pageSize, 0);
        }

        var skip = (page - 1L) * pageSize;
        if (!string.IsNullOrWhiteSpace(text))
        {
            var found = await db.FindPostsAsync(SearchWords.From(text), cancellationToken);
            if (tagId is not null)
            {
                var tagged = await db.PostTags.Where(t => t.TagsId == tagId && found.Contains(t.PostId)).Select(t => t.PostId)
                    .ToHashSetAsync(cancellationToken);
                found.RemoveAll(id => !tagged.Contains(id));
            }

            var ids = found.Skip((int)Math.Min(skip, found.Count)).Take(pageSize).ToList();
            return new PagedPosts(await db.SummariesAsync(ids, cancellationToken), page, pageSize, found.Count);
        }

        var posts = db.Listed(new PostFilter(tagId));
        var total = await posts.CountAsync(cancellationToken);
        return new PagedPosts(
            skip >= total ? [] : await posts.NewestFirst().Skip((int)skip).Take(pageSize).Summaries().ToListAsync(cancellationToken),
            page,
            pageSize,
            total);
    }

    /// <summary>Whole, as feeds have them.</summary>
    public async Task<IReadOnlyList<PostDetails>> NewestAsync(PostFilter filter, int count, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Listed(filter).NewestFirst().Take(count).Select(p => p.Post).Details().ToListAsync(cancellationToken);
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

    /// <summary>The tags that most published posts have, as a reader of this language looks them up, with how many.</summary>
    public async Task<IReadOnlyList<TagCount>> TagsAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var tags = await db.PostTags.Where(t => t.PublishedAt != null)
            .GroupBy(t => t.TagsId, (id, posts) => new { Id = id, Posts = posts.Count() })
            .OrderByDescending(t => t.Posts).ThenBy(t => t.Id).Take(MaxTags)
            .Join(db.Tags, t => t.Id, t => t.Id, (count, tag) => new TagCount(tag.Slug, tag.Name, count.Posts))
            .ToListAsync(cancellationToken);
        return [.. tags.OrderBy(tag => tag.Name, StringComparer.CurrentCultureIgnoreCase)];
    }

    /// <summary>Null where no published post has it.</summary>
    public async Task<ListedTag?> FindTagAsync(string slug, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Tags.Where(t => t.Slug == slug && db.PostTags.Any(p => p.TagsId == t.Id && p.PublishedAt != null))
            .Select(t => new ListedTag(t.Id, t.Slug, t.Name))
            .SingleOrDefaultAsync(cancellationToken);
    }
}

internal static class PostQueryExtensions
{
    public static IQueryable<PostDetails> Details(this IQueryable<Post> posts) => posts.AsSplitQuery().Select(p => new PostDetails(
        p.Id,
        p.Slug,
        p.Title,
        p.Summary,
        p.Markdown,
        new Author(p.AuthorId, p.Author.Handle, p.Author.DisplayName),
        p.PublishedAt,
        p.UpdatedAt,
        p.ReadingMinutes,
        p.CoverUrl == null ? null : new PostCover(p.CoverUrl, p.CoverAlt),
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

/// <summary>Published posts of a tag, an author or a time; of one of them at most.</summary>
public sealed record PostFilter(int? TagId = null, string? AuthorId = null, DateTime? From = null, DateTime? Until = null);

/// <param name="Newer">For a link to what is newer than these; null where nothing is.</param>
/// <param name="Older">For a link to what is older.</param>
public sealed record PostSlice(IReadOnlyList<PostSummary> Items, PostCursor? Newer, PostCursor? Older);

/// <param name="Total">Of a search at most as many as are put in order.</param>
public sealed record PagedPosts(IReadOnlyList<PostSummary> Items, int Page, int PageSize, int Total)
{
    public int Pages => (Total + PageSize - 1) / PageSize;
}

public sealed record Author(string Id, string Handle, string DisplayName)
{
    [JsonIgnore]
    public string Initial => UserText.Initial(DisplayName);
}

/// <param name="Alt">Empty where the picture is decoration; null while nobody said, in a draft.</param>
public sealed record PostCover(string Url, string? Alt);

public sealed record TagName(string Slug, string Name);

public sealed record ListedTag(int Id, string Slug, string Name);

public sealed record TagCount(string Slug, string Name, int Posts);

public sealed record Draft(string Slug, string Title, DateTime UpdatedAt);

public sealed record PostSummary(
    int Id,
    string Slug,
    string Title,
    string Summary,
    Author Author,
    DateTime? PublishedAt,
    int ReadingMinutes,
    PostCover? Cover,
    IReadOnlyList<TagName> Tags,
    int Comments)
{
    internal PostCursor Cursor => new(PublishedAt!.Value, Id);
}

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
    PostCover? Cover,
    IReadOnlyList<TagName> Tags,
    DateTime? ScheduledFor);

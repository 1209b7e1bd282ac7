using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Posts;

/// <summary>Finds posts by their words, and authors and tags by their names, in what Data's ReaderIndexes keep.</summary>
public sealed class PostSearch(IDbContextFactory<BlogDbContext> databases)
{
    public const int PageSize = 10;

    /// <param name="page">From 1.</param>
    public async Task<SearchResult> FindAsync(string? text, int page, CancellationToken cancellationToken)
    {
        var words = SearchWords.From(text);
        if (words.IsEmpty)
        {
            return new SearchResult(words, 0, [], [], []);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.FindPostsAsync(words, cancellationToken);
        var ids = found.Skip((int)Math.Min((page - 1L) * PageSize, found.Count)).Take(PageSize).ToList();
        var summaries = await db.SummariesAsync(ids, cancellationToken);
        var texts = await db.Posts.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Markdown })
            .ToDictionaryAsync(p => p.Id, p => p.Markdown, cancellationToken);
        return new SearchResult(
            words,
            found.Count,
            [.. summaries.Select(post => new FoundPost(post, SearchExcerpt.Of(post.Summary, texts.GetValueOrDefault(post.Id, ""), words)))],
            page == 1 ? await AuthorsAsync(db, words, cancellationToken) : [],
            page == 1 ? await TagsAsync(db, words, cancellationToken) : []);
    }

    private static async Task<IReadOnlyList<Author>> AuthorsAsync(BlogDbContext db, SearchWords words, CancellationToken cancellationToken)
    {
        var ids = await db.FindAuthors(words).ToListAsync(cancellationToken);
        return await db.Users.Where(u => ids.Contains(u.Id) && db.Posts.Any(p => p.AuthorId == u.Id && p.PublishedAt != null))
            .OrderBy(u => u.Handle)
            .Select(u => new Author(u.Id, u.Handle, u.DisplayName))
            .ToListAsync(cancellationToken);
    }

    /// <summary>A tag's slug is its name without marks.</summary>
    private static async Task<IReadOnlyList<TagName>> TagsAsync(BlogDbContext db, SearchWords words, CancellationToken cancellationToken)
    {
        var slug = string.Join('-', words.Words);
        return await db.Tags.Where(t => (t.Slug.StartsWith(slug) || t.Slug.Contains("-" + slug))
                && db.PostTags.Any(p => p.TagsId == t.Id && p.PublishedAt != null))
            .OrderBy(t => t.Slug).Take(SearchQueries.MaxNames)
            .Select(t => new TagName(t.Slug, t.Name))
            .ToListAsync(cancellationToken);
    }
}

internal static class SearchQueries
{
    /// <summary>So many of those that match, the newest, are put in order; a word that half of all posts have costs no more.</summary>
    public const int MaxRanked = 1000;

    public const int MaxNames = 8;

    /// <summary>The best first: what stands in the title weighs more than in the summary, and that more than in the text.</summary>
    public static async Task<List<int>> FindPostsAsync(this BlogDbContext db, SearchWords words, CancellationToken cancellationToken)
    {
        if (words.IsEmpty)
        {
            return [];
        }

        var query = db.Database.IsNpgsql()
            ? db.Database.SqlQuery<int>(
                $"""
                SELECT "PostId" AS "Value" FROM (
                    SELECT "PostId", "Words" FROM "PostSearch" WHERE "Words" @@ to_tsquery('simple', {words.ToTsQuery()})
                    ORDER BY "PostId" DESC LIMIT {MaxRanked}) newest
                ORDER BY ts_rank(ARRAY[0.05, 0.1, 0.4, 1]::real[], "Words", to_tsquery('simple', {words.ToTsQuery()})) DESC, "PostId" DESC
                """)
            : db.Database.SqlQuery<int>(
                $"""
                SELECT Id AS Value FROM (
                    SELECT rowid AS Id, bm25(PostSearch, 20, 8, 1) AS Score FROM PostSearch WHERE PostSearch MATCH {words.ToFts5()}
                    ORDER BY rowid DESC LIMIT {MaxRanked})
                ORDER BY Score, Id DESC
                """);
        return await query.ToListAsync(cancellationToken);
    }

    /// <summary>Their ids.</summary>
    public static IQueryable<string> FindAuthors(this BlogDbContext db, SearchWords words) => db.Database.IsNpgsql()
        ? db.Database.SqlQuery<string>(
            $"""
            SELECT "UserId" AS "Value" FROM "AuthorSearch" WHERE "Words" @@ to_tsquery('simple', {words.ToTsQuery()}) LIMIT {MaxNames}
            """)
        : db.Database.SqlQuery<string>(
            $"SELECT UserId AS Value FROM AuthorSearch WHERE AuthorSearch MATCH {words.ToFts5()} LIMIT {MaxNames}");
}

public sealed record SearchResult(
    SearchWords Words, int Total, IReadOnlyList<FoundPost> Posts, IReadOnlyList<Author> Authors, IReadOnlyList<TagName> Tags);

public sealed record FoundPost(PostSummary Post, IReadOnlyList<TextPart> Excerpt);

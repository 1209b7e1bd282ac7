using BlogBlazor.Accounts;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Posts.Editing;

public sealed class TagSuggestions(IDbContextFactory<BlogDbContext> databases)
{
    private const int Max = 8;

    /// <summary>
    /// Tags that begin so, with or without marks, of what is published or the user's own: "da" finds "Đà Lạt". What others
    /// are writing about is theirs to know.
    /// </summary>
    public async Task<IReadOnlyList<string>> FindAsync(CurrentUser user, string beginning, CancellationToken cancellationToken)
    {
        var slug = Slug.From(beginning, otherwise: "");
        if (slug.Length == 0)
        {
            return [];
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var uses = db.Set<PostTag>();
        return await db.Tags.Where(t => t.Slug.StartsWith(slug))
            .Where(t => uses.Any(use => use.TagsId == t.Id && use.PublishedAt != null)
                || uses.Any(use => use.TagsId == t.Id && use.PublishedAt == null && use.Post.AuthorId == user.Id))
            .OrderBy(t => t.Slug).Take(Max).Select(t => t.Name)
            .ToListAsync(cancellationToken);
    }
}

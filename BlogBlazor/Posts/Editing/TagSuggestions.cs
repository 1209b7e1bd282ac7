using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Posts.Editing;

public sealed class TagSuggestions(IDbContextFactory<BlogDbContext> databases)
{
    private const int Max = 8;

    /// <summary>Existing tags that begin so, with or without marks: "da" finds "Đà Lạt".</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string beginning, CancellationToken cancellationToken)
    {
        var slug = Slug.From(beginning, otherwise: "");
        if (slug.Length == 0)
        {
            return [];
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Tags.Where(t => t.Slug.StartsWith(slug)).OrderBy(t => t.Slug).Take(Max).Select(t => t.Name)
            .ToListAsync(cancellationToken);
    }
}

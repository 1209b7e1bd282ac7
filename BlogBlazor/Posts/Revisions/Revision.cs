using BlogBlazor.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Posts.Revisions;

/// <summary>The text of a post as it was once saved.</summary>
public sealed class Revision
{
    public const int MaxPerPost = 100;

    /// <summary>So long, one autosave of an author's takes the place of the one before.</summary>
    public static readonly TimeSpan AutosavesOfOne = TimeSpan.FromMinutes(10);

    private Revision()
    {
    }

    public int Id { get; private set; }
    public int PostId { get; private set; }
    public Post Post { get; private set; } = null!;
    public string AuthorId { get; private set; } = "";
    public BlogUser Author { get; private set; } = null!;
    public string Title { get; private set; } = "";
    public string Summary { get; private set; } = "";
    public string Markdown { get; private set; } = "";
    public bool IsAutosave { get; private set; }
    public DateTime StartedAt { get; private set; }
    public DateTime SavedAt { get; private set; }

    public static Revision Of(Post post, string authorId, bool autosave, DateTime now) =>
        Of(post, authorId, (post.Title, post.Summary, post.Markdown), autosave, now);

    public static Revision Of(
        Post post, string authorId, (string Title, string Summary, string Markdown) text, bool autosave, DateTime now) => new()
        {
            Post = post,
            AuthorId = authorId,
            Title = text.Title,
            Summary = text.Summary,
            Markdown = text.Markdown,
            IsAutosave = autosave,
            StartedAt = now,
            SavedAt = now,
        };

    /// <returns>Whether this one now stands for the next, which need not be kept then.</returns>
    public bool TakeOver(Revision next)
    {
        var isSameText = (Title, Summary, Markdown) == (next.Title, next.Summary, next.Markdown);
        var isOneSitting = IsAutosave && next.IsAutosave && AuthorId == next.AuthorId && next.SavedAt - StartedAt < AutosavesOfOne;
        if (isSameText)
        {
            IsAutosave &= next.IsAutosave;
        }
        else if (isOneSitting)
        {
            (Title, Summary, Markdown, SavedAt) = (next.Title, next.Summary, next.Markdown, next.SavedAt);
        }

        return isSameText || isOneSitting;
    }
}

internal sealed class RevisionConfiguration : IEntityTypeConfiguration<Revision>
{
    public void Configure(EntityTypeBuilder<Revision> builder)
    {
        builder.Property(r => r.Title).HasMaxLength(Post.MaxTitleLength);
        builder.Property(r => r.Summary).HasMaxLength(Post.MaxSummaryLength);
        builder.Property(r => r.Markdown).HasMaxLength(Post.MaxMarkdownLength);
        builder.HasIndex(r => new { r.PostId, r.Id });
        builder.HasOne(r => r.Post).WithMany().HasForeignKey(r => r.PostId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(r => r.Author).WithMany().HasForeignKey(r => r.AuthorId).OnDelete(DeleteBehavior.Restrict);
    }
}

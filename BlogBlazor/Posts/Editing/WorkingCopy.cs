using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Posts.Editing;

/// <summary>What an author has written on a post that is published, or is about to be, and readers do not see before "Update".</summary>
public sealed class WorkingCopy
{
    private const char TagSeparator = '\n';

    public required int PostId { get; init; }
    public string Title { get; private set; } = "";
    public string Markdown { get; private set; } = "";
    public string Summary { get; private set; } = "";
    public string Slug { get; private set; } = "";
    public string Tags { get; private set; } = "";

    /// <summary>Null while it is the post's; "" where it was taken off.</summary>
    public string? CoverUrl { get; private set; }

    public string? CoverAlt { get; private set; }
    public DateTime SavedAt { get; private set; }

    public PostCover? Cover => CoverUrl is null ? null : new PostCover(CoverUrl, CoverAlt);

    public EditorContent Content => new(
        Title, Markdown, Summary, Tags.Split(TagSeparator, StringSplitOptions.RemoveEmptyEntries), Slug);

    public void Change(EditorContent content, string? cover, string? coverAlt, DateTime now)
    {
        (Title, Markdown, Summary, Slug, SavedAt) = (content.Title, content.Markdown, content.Summary, content.Slug, now);
        Tags = string.Join(TagSeparator, content.Tags);
        // Silence leaves it as it is: a restored revision may not know.
        if (cover is not null)
        {
            (CoverUrl, CoverAlt) = (cover, coverAlt?.Trim());
        }
    }
}

internal sealed class WorkingCopyConfiguration : IEntityTypeConfiguration<WorkingCopy>
{
    public void Configure(EntityTypeBuilder<WorkingCopy> builder)
    {
        builder.HasKey(copy => copy.PostId);
        builder.Property(copy => copy.PostId).ValueGeneratedNever();
        builder.Property(copy => copy.Title).HasMaxLength(Post.MaxTitleLength);
        builder.Property(copy => copy.Markdown).HasMaxLength(Post.MaxMarkdownLength);
        builder.Property(copy => copy.Summary).HasMaxLength(Post.MaxSummaryLength);
        builder.Property(copy => copy.Slug).HasMaxLength(Posts.Slug.MaxLength + 8);
        builder.Property(copy => copy.CoverUrl).HasMaxLength(Post.MaxCoverUrlLength);
        builder.Property(copy => copy.CoverAlt).HasMaxLength(Post.MaxCoverAltLength);
        builder.Property(copy => copy.Tags).HasMaxLength(Tag.MaxPerPost * (Tag.MaxNameLength + 1));
        builder.HasOne<Post>().WithOne().HasForeignKey<WorkingCopy>(copy => copy.PostId).OnDelete(DeleteBehavior.Cascade);
    }
}

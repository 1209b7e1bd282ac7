using BlogBlazor.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Posts.Revisions;

/// <summary>The text of a post, and its cover, as they were once saved.</summary>
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

    /// <summary>"" where the post had none; null where nobody knows, since revisions did not always keep it.</summary>
    public string? CoverUrl { get; private set; }

    public string? CoverAlt { get; private set; }
    public bool IsAutosave { get; private set; }
    public DateTime StartedAt { get; private set; }
    public DateTime SavedAt { get; private set; }

    public RevisionContent Content => new(Title, Summary, Markdown, CoverUrl is null ? null : new PostCover(CoverUrl, CoverAlt));

    public static Revision Of(Post post, string authorId, bool autosave, DateTime now) =>
        Of(post, authorId, RevisionContent.Of(post), autosave, now);

    public static Revision Of(Post post, string authorId, RevisionContent content, bool autosave, DateTime now)
    {
        var revision = new Revision { Post = post, AuthorId = authorId, IsAutosave = autosave, StartedAt = now };
        revision.Take(content, now);
        return revision;
    }

    /// <summary>No later autosave takes its place.</summary>
    public void EndSitting() => IsAutosave = false;

    /// <returns>Whether this one now stands for the next, which need not be kept then.</returns>
    public bool TakeOver(Revision next)
    {
        var isSame = Content == next.Content;
        var isOneSitting = IsAutosave && next.IsAutosave && AuthorId == next.AuthorId && next.SavedAt - StartedAt < AutosavesOfOne;
        if (isSame)
        {
            IsAutosave &= next.IsAutosave;
        }
        else if (isOneSitting)
        {
            Take(next.Content, next.SavedAt);
        }

        return isSame || isOneSitting;
    }

    private void Take(RevisionContent content, DateTime now)
    {
        (Title, Summary, Markdown, SavedAt) = (content.Title, content.Summary, content.Markdown, now);
        (CoverUrl, CoverAlt) = (content.Cover?.Url, content.Cover?.Alt);
    }
}

/// <param name="Cover">Without an address where there is none; null where nobody knows.</param>
public sealed record RevisionContent(string Title, string Summary, string Markdown, PostCover? Cover)
{
    public static RevisionContent Of(Post post) => new(post.Title, post.Summary, post.Markdown, new PostCover(post.CoverUrl ?? "", post.CoverAlt));
}

internal sealed class RevisionConfiguration : IEntityTypeConfiguration<Revision>
{
    public void Configure(EntityTypeBuilder<Revision> builder)
    {
        builder.Property(r => r.Title).HasMaxLength(Post.MaxTitleLength);
        builder.Property(r => r.Summary).HasMaxLength(Post.MaxSummaryLength);
        builder.Property(r => r.Markdown).HasMaxLength(Post.MaxMarkdownLength);
        builder.Property(r => r.CoverUrl).HasMaxLength(Post.MaxCoverUrlLength);
        builder.Property(r => r.CoverAlt).HasMaxLength(Post.MaxCoverAltLength);
        builder.HasIndex(r => new { r.PostId, r.Id });
        builder.HasOne(r => r.Post).WithMany().HasForeignKey(r => r.PostId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(r => r.Author).WithMany().HasForeignKey(r => r.AuthorId).OnDelete(DeleteBehavior.Restrict);
    }
}

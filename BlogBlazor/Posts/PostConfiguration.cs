using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Posts;

internal sealed class PostConfiguration
    : IEntityTypeConfiguration<Post>, IEntityTypeConfiguration<Tag>, IEntityTypeConfiguration<PostTag>, IEntityTypeConfiguration<OldSlug>
{
    public void Configure(EntityTypeBuilder<Post> builder)
    {
        builder.Property(p => p.Title).HasMaxLength(Post.MaxTitleLength);
        builder.Property(p => p.Slug).HasMaxLength(Slug.MaxLength + 8);
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.Property(p => p.Summary).HasMaxLength(Post.MaxSummaryLength);
        builder.Property(p => p.Markdown).HasMaxLength(Post.MaxMarkdownLength);
        builder.Property(p => p.CoverUrl).HasMaxLength(Post.MaxCoverUrlLength);
        builder.Property(p => p.CoverAlt).HasMaxLength(Post.MaxCoverAltLength);
        builder.HasIndex(p => p.Slug).IsUnique();
        builder.HasIndex(p => new { p.PublishedAt, p.Id });
        builder.HasIndex(p => new { p.AuthorId, p.PublishedAt });
        builder.HasIndex(p => new { p.AuthorId, p.UpdatedAt, p.Id });
        builder.HasIndex(p => p.ScheduledFor);
        builder.HasOne(p => p.Author).WithMany().HasForeignKey(p => p.AuthorId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(p => p.Tags).WithMany().UsingEntity<PostTag>(
            tag => tag.HasOne(t => t.Tag).WithMany().HasForeignKey(t => t.TagsId),
            post => post.HasOne(t => t.Post).WithMany().HasForeignKey(t => t.PostId));
    }

    public void Configure(EntityTypeBuilder<Tag> builder)
    {
        builder.Property(t => t.Slug).HasMaxLength(Tag.MaxNameLength + 8);
        builder.Property(t => t.Name).HasMaxLength(Tag.MaxNameLength);
        builder.HasIndex(t => t.Slug).IsUnique();
    }

    public void Configure(EntityTypeBuilder<OldSlug> builder)
    {
        builder.HasKey(o => o.Slug);
        builder.Property(o => o.Slug).HasMaxLength(Slug.MaxLength + 8);
        builder.HasIndex(o => o.PostId);
        builder.HasOne<Post>().WithMany().HasForeignKey(o => o.PostId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<PostTag> builder)
    {
        builder.ToTable("PostTag");
        builder.HasKey(t => new { t.PostId, t.TagsId });
        builder.HasIndex(t => new { t.TagsId, t.PublishedAt, t.PostId });
    }
}

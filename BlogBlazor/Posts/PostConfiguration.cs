using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Posts;

internal sealed class PostConfiguration : IEntityTypeConfiguration<Post>, IEntityTypeConfiguration<Tag>
{
    public void Configure(EntityTypeBuilder<Post> builder)
    {
        builder.Property(p => p.Title).HasMaxLength(Post.MaxTitleLength);
        builder.Property(p => p.Slug).HasMaxLength(Slug.MaxLength + 8);
        builder.Property(p => p.Summary).HasMaxLength(Post.MaxSummaryLength);
        builder.Property(p => p.Markdown).HasMaxLength(Post.MaxMarkdownLength);
        builder.HasIndex(p => p.Slug).IsUnique();
        builder.HasIndex(p => new { p.PublishedAt, p.Id });
        builder.HasIndex(p => new { p.AuthorId, p.PublishedAt });
        builder.HasOne(p => p.Author).WithMany().HasForeignKey(p => p.AuthorId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(p => p.Tags).WithMany().UsingEntity("PostTag");
    }

    public void Configure(EntityTypeBuilder<Tag> builder)
    {
        builder.Property(t => t.Slug).HasMaxLength(Tag.MaxNameLength + 8);
        builder.Property(t => t.Name).HasMaxLength(Tag.MaxNameLength);
        builder.HasIndex(t => t.Slug).IsUnique();
    }
}

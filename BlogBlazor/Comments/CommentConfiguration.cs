using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Comments;

internal sealed class CommentConfiguration : IEntityTypeConfiguration<Comment>, IEntityTypeConfiguration<CommentDraft>
{
    public void Configure(EntityTypeBuilder<Comment> builder)
    {
        builder.Property(c => c.Markdown).HasMaxLength(Comment.MaxLength);
        builder.HasIndex(c => new { c.PostId, c.Id });
        // The threads of a post, in their order; and how many comments it has, from the index alone.
        builder.HasIndex(c => new { c.PostId, c.ParentId, c.Id });
        builder.HasIndex(c => new { c.PostId, c.State, c.DeletedAt });
        builder.HasIndex(c => c.State).HasFilter("\"State\" = 1");
        builder.HasOne(c => c.Post).WithMany().HasForeignKey(c => c.PostId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(c => c.Author).WithMany().HasForeignKey(c => c.AuthorId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Comment>().WithMany().HasForeignKey(c => c.ParentId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<CommentDraft> builder)
    {
        builder.Property(d => d.Id).HasMaxLength(32);
        builder.HasIndex(d => d.CreatedAt);
    }
}

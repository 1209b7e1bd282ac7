using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Posts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Moderation;

internal sealed class ModerationConfiguration
    : IEntityTypeConfiguration<ModerationSettings>, IEntityTypeConfiguration<Report>, IEntityTypeConfiguration<UserBlock>
{
    public void Configure(EntityTypeBuilder<ModerationSettings> builder)
    {
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.HeldWords).HasMaxLength(ModerationSettings.MaxWordsLength);
    }

    public void Configure(EntityTypeBuilder<Report> builder)
    {
        builder.Property(r => r.Reason).HasMaxLength(Report.MaxReasonLength);
        // To a database no NULL equals another: the first index would let a user report a post twice.
        builder.HasIndex(r => new { r.CommentId, r.ReporterId }).IsUnique();
        builder.HasIndex(r => new { r.PostId, r.ReporterId }).IsUnique().HasFilter("\"CommentId\" IS NULL");
        builder.HasIndex(r => r.PostId);
        builder.HasIndex(r => new { r.ReporterId, r.CreatedAt });
        builder.HasIndex(r => r.ResolvedAt).HasFilter("\"ResolvedAt\" IS NULL");
        builder.HasOne(r => r.Post).WithMany().HasForeignKey(r => r.PostId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(r => r.Comment).WithMany().HasForeignKey(r => r.CommentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(r => r.Reporter).WithMany().HasForeignKey(r => r.ReporterId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<UserBlock> builder)
    {
        builder.HasKey(b => new { b.BlockerId, b.BlockedId });
        builder.HasOne<BlogUser>().WithMany().HasForeignKey(b => b.BlockerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<BlogUser>().WithMany().HasForeignKey(b => b.BlockedId).OnDelete(DeleteBehavior.Cascade);
    }
}

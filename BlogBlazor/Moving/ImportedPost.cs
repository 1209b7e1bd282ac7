using BlogBlazor.Posts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Moving;

/// <summary>Where a post came from, so that importing the same again does not double it.</summary>
public sealed class ImportedPost
{
    public const int MaxSourceLength = 500;

    /// <summary>The path of its file, or the address that WordPress gave it for good.</summary>
    public required string Source { get; init; }

    public int PostId { get; init; }
    public required Post Post { get; init; }
}

/// <summary>An address that a post had on the site that it came from. It leads to the post for good.</summary>
public sealed class OldAddress
{
    public const int MaxLength = 400;

    /// <summary>As <see cref="OldAddresses.Normalize"/> makes it.</summary>
    public required string Path { get; init; }

    public int PostId { get; init; }
    public required Post Post { get; init; }
}

internal sealed class ImportedPostConfiguration : IEntityTypeConfiguration<ImportedPost>, IEntityTypeConfiguration<OldAddress>
{
    public void Configure(EntityTypeBuilder<ImportedPost> builder)
    {
        builder.ToTable("ImportedPosts");
        builder.HasKey(i => i.Source);
        builder.Property(i => i.Source).HasMaxLength(ImportedPost.MaxSourceLength);
        builder.HasOne(i => i.Post).WithMany().HasForeignKey(i => i.PostId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<OldAddress> builder)
    {
        builder.ToTable("OldAddresses");
        builder.HasKey(o => o.Path);
        builder.Property(o => o.Path).HasMaxLength(OldAddress.MaxLength);
        builder.HasOne(o => o.Post).WithMany().HasForeignKey(o => o.PostId).OnDelete(DeleteBehavior.Cascade);
    }
}

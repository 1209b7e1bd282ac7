using BlogBlazor.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Media;

/// <summary>That somebody brought a picture. Several may have brought the same one, which is stored once.</summary>
public sealed class Upload
{
    public int Id { get; private set; }
    public required string OwnerId { get; init; }
    public required string Hash { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }

    /// <summary>Of all its variants.</summary>
    public required long Bytes { get; init; }

    /// <summary>When its owner last brought it.</summary>
    public required DateTime CreatedAt { get; init; }
}

internal sealed class UploadConfiguration : IEntityTypeConfiguration<Upload>
{
    public void Configure(EntityTypeBuilder<Upload> builder)
    {
        builder.ToTable("Uploads");
        builder.Property(u => u.Hash).HasMaxLength(32);
        builder.HasIndex(u => new { u.OwnerId, u.Hash }).IsUnique();
        builder.HasOne<BlogUser>().WithMany().HasForeignKey(u => u.OwnerId).OnDelete(DeleteBehavior.Restrict);
    }
}

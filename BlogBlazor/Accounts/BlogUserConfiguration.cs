using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Accounts;

internal sealed class BlogUserConfiguration : IEntityTypeConfiguration<BlogUser>, IEntityTypeConfiguration<EndedSession>
{
    public void Configure(EntityTypeBuilder<BlogUser> builder)
    {
        builder.Property(u => u.Handle).HasMaxLength(Handle.MaxLength);
        builder.HasIndex(u => u.Handle).IsUnique();
        builder.Property(u => u.DisplayName).HasMaxLength(BlogUser.MaxDisplayNameLength);
        builder.Property(u => u.Language).HasMaxLength(5);
        builder.HasIndex(u => u.NormalizedEmail).IsUnique();
    }

    public void Configure(EntityTypeBuilder<EndedSession> builder)
    {
        builder.HasKey(s => s.SessionId);
        builder.Property(s => s.SessionId).HasMaxLength(32);
        builder.HasIndex(s => s.EndedAt);
    }
}

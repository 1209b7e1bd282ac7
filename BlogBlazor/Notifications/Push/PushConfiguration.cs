using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Notifications.Push;

internal sealed class PushConfiguration : IEntityTypeConfiguration<PushDevice>, IEntityTypeConfiguration<PushKey>
{
    public void Configure(EntityTypeBuilder<PushDevice> builder)
    {
        builder.ToTable("PushSubscriptions");
        builder.HasKey(d => d.EndpointHash);
        builder.Property(d => d.EndpointHash).HasMaxLength(64);
        builder.Property(d => d.Endpoint).HasMaxLength(PushDevice.MaxEndpointLength);
        builder.Property(d => d.P256dh).HasMaxLength(100);
        builder.Property(d => d.Auth).HasMaxLength(40);
        builder.Property(d => d.Name).HasMaxLength(60);
        builder.HasIndex(d => d.UserId);
    }

    public void Configure(EntityTypeBuilder<PushKey> builder)
    {
        builder.Property(k => k.Id).ValueGeneratedNever();
    }
}

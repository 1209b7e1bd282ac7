using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Notifications.Webhooks.Incoming;

/// <summary>An address at which another system may notify its owner, and nobody else.</summary>
public sealed class IncomingHook
{
    public const int MaxNameLength = 60;
    public const int MaxPerUser = 10;

    public string Id { get; private set; } = Guid.NewGuid().ToString("N");
    public required string UserId { get; init; }
    public required string Name { get; init; }

    /// <summary>What the other system signs with.</summary>
    public required byte[] Secret { get; init; }

    public required DateTime CreatedAt { get; init; }
    public DateTime? UsedAt { get; init; }
}

internal sealed class IncomingHookConfiguration : IEntityTypeConfiguration<IncomingHook>
{
    public void Configure(EntityTypeBuilder<IncomingHook> builder)
    {
        builder.ToTable("IncomingHooks");
        builder.Property(h => h.Id).HasMaxLength(32);
        builder.Property(h => h.Name).HasMaxLength(IncomingHook.MaxNameLength);
        builder.HasIndex(h => h.UserId);
    }
}

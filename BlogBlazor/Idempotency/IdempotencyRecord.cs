using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Idempotency;

/// <summary>What became of a request that carried a key, and of which request.</summary>
public sealed class IdempotencyRecord
{
    public required string UserId { get; init; }

    /// <summary>Method and path: the same key elsewhere is another key.</summary>
    public required string Endpoint { get; init; }

    public required string Key { get; init; }

    /// <summary>SHA-256 of the body, as it was understood: neither spaces nor the order of its fields count.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>What the service returned, as JSON: the answer is made from it, the second time as the first.</summary>
    public required string Result { get; init; }

    public required DateTime CreatedAt { get; init; }
}

internal sealed class IdempotencyRecordConfiguration : IEntityTypeConfiguration<IdempotencyRecord>
{
    public void Configure(EntityTypeBuilder<IdempotencyRecord> builder)
    {
        builder.ToTable("IdempotencyRecords");
        builder.HasKey(r => new { r.UserId, r.Endpoint, r.Key });
        builder.Property(r => r.Key).HasMaxLength(IdempotencyKey.MaxLength);
        builder.HasIndex(r => r.CreatedAt);
    }
}

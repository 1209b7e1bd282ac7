using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Notifications.Webhooks;

/// <summary>
/// A receiver that is called instead of connecting: an address of its user's, with a cursor that is kept here. Whoever
/// holds its lease delivers what is after the cursor, in order, and moves it on.
/// </summary>
public sealed class Webhook
{
    public const int MaxPerUser = 10;

    public int Id { get; private set; }
    public required string UserId { get; init; }
    public required string Url { get; init; }

    /// <summary>What it signs with: unlike a token's it cannot be kept as a hash.</summary>
    public required byte[] Secret { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>The last number that was delivered or given up.</summary>
    public required long Cursor { get; init; }

    /// <summary>How often the number after the cursor has failed, and when it is tried again.</summary>
    public int Attempts { get; init; }
    public DateTime? RetryAt { get; init; }

    /// <summary>The first failure since the last success.</summary>
    public DateTime? FailingSince { get; init; }

    public DateTime? DeliveredAt { get; init; }

    /// <summary>Of the last attempt, if it failed.</summary>
    public int? Status { get; init; }
    public string? Answer { get; init; }

    /// <summary>One delivery at a time, on all instances. Whoever is killed loses the lease by its end.</summary>
    public string? LeasedBy { get; init; }
    public DateTime? LeasedUntil { get; init; }

    /// <summary>Its receiver is gone, or has failed for days; its user may switch it on again.</summary>
    public DateTime? DisabledAt { get; init; }
}

/// <summary>A notification that was given up, with the last answer to it (a dead letter).</summary>
public sealed class FailedDelivery
{
    public int Id { get; private set; }
    public required int WebhookId { get; init; }
    public required long Sequence { get; init; }
    public required DateTime FailedAt { get; init; }

    /// <summary>Null when there was no answer.</summary>
    public required int? Status { get; init; }

    public required string Answer { get; init; }
}

internal sealed class WebhookConfiguration : IEntityTypeConfiguration<Webhook>, IEntityTypeConfiguration<FailedDelivery>
{
    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.ToTable("Webhooks");
        builder.Property(w => w.Url).HasMaxLength(Hosting.OutgoingRequests.MaxUrlLength);
        builder.HasIndex(w => w.UserId);
    }

    public void Configure(EntityTypeBuilder<FailedDelivery> builder)
    {
        builder.ToTable("FailedDeliveries");
        builder.HasIndex(f => f.WebhookId);
        builder.HasOne<Webhook>().WithMany().HasForeignKey(f => f.WebhookId).OnDelete(DeleteBehavior.Cascade);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Notifications;

internal sealed class NotificationConfiguration : IEntityTypeConfiguration<Notification>, IEntityTypeConfiguration<Inbox>
{
    public void Configure(EntityTypeBuilder<Notification> builder)
    {
        builder.ToTable("Notifications");
        builder.HasKey(n => new { n.RecipientId, n.Sequence });
        builder.Property(n => n.Kind).HasMaxLength(40);
        builder.Property(n => n.Subject).HasMaxLength(80);
        builder.Property(n => n.Link).HasMaxLength(NewNotification.MaxLinkLength);
        builder.Property(n => n.Text).HasMaxLength(NewNotification.MaxTextLength);
        builder.ComplexProperty(n => n.Actor);
        builder.HasIndex(n => n.Subject);
        builder.HasIndex(n => n.CreatedAt);
        builder.HasIndex(n => new { n.RecipientId, n.Sequence }, "IX_Notifications_Unread")
            .HasFilter("\"ReadAt\" IS NULL AND \"RetractedAt\" IS NULL");
    }

    public void Configure(EntityTypeBuilder<Inbox> builder)
    {
        builder.ToTable("Inboxes");
        builder.HasKey(i => i.UserId);
    }
}

using BlogBlazor.Notifications.FanOut;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Notifications;

internal sealed class NotificationConfiguration :
    IEntityTypeConfiguration<Notification>, IEntityTypeConfiguration<Inbox>, IEntityTypeConfiguration<PendingFanOut>
{
    private const int SubjectLength = 80;
    private const int TitleLength = 200;

    public void Configure(EntityTypeBuilder<Notification> builder)
    {
        builder.HasKey(n => new { n.RecipientId, n.Sequence });
        builder.Property(n => n.Kind).HasMaxLength(40);
        builder.Property(n => n.Subject).HasMaxLength(SubjectLength);
        builder.Property(n => n.Link).HasMaxLength(NewNotification.MaxLinkLength);
        builder.Property(n => n.Text).HasMaxLength(NewNotification.MaxTextLength);
        builder.Property(n => n.Title).HasMaxLength(TitleLength);
        builder.Property(n => n.Group).HasMaxLength(140);
        // The defaults are those of rows that an older version writes while it runs beside this one.
        builder.Property(n => n.Count).HasDefaultValue(1);
        builder.Property(n => n.IsHidden).HasDefaultValue(false);
        builder.ComplexProperty(n => n.Actor);
        builder.HasIndex(n => n.Subject);
        builder.HasIndex(n => n.CreatedAt);
        builder.HasIndex(n => new { n.RecipientId, n.Sequence }, "IX_Notifications_Unread")
            .HasFilter("\"ReadAt\" IS NULL AND \"RetractedAt\" IS NULL");
        // What the inbox shows, by group and by kind: a page of it costs the same however much is archived.
        const string shown = "\"ArchivedAt\" IS NULL AND \"RetractedAt\" IS NULL";
        builder.HasIndex(n => new { n.RecipientId, n.Sequence }, "IX_Notifications_Shown").HasFilter(shown);
        builder.HasIndex(n => new { n.RecipientId, n.Group, n.Sequence }, "IX_Notifications_Group").HasFilter(shown);
        builder.HasIndex(n => new { n.RecipientId, n.Kind, n.Sequence }, "IX_Notifications_Kind").HasFilter(shown);
        builder.HasIndex(n => new { n.RecipientId, n.Sequence }, "IX_Notifications_Archived")
            .HasFilter("\"ArchivedAt\" IS NOT NULL AND \"RetractedAt\" IS NULL");
        builder.HasIndex(n => n.SnoozedUntil).HasFilter("\"SnoozedUntil\" IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<Inbox> builder)
    {
        builder.HasKey(i => i.UserId);
        builder.Property(i => i.SeenUpTo).HasDefaultValue(0L);
        builder.Property(i => i.PushedUpTo).HasDefaultValue(0L);
        builder.Property(i => i.EmailedUpTo).HasDefaultValue(0L);
        builder.Property(i => i.PushAttempts).HasDefaultValue(0);
        builder.Property(i => i.EmailAttempts).HasDefaultValue(0);
        builder.HasIndex(i => i.PushDueAt).HasFilter("\"PushDueAt\" IS NOT NULL");
        builder.HasIndex(i => i.EmailDueAt).HasFilter("\"EmailDueAt\" IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<PendingFanOut> builder)
    {
        builder.Property(f => f.Kind).HasMaxLength(40);
        builder.Property(f => f.Subject).HasMaxLength(SubjectLength);
        builder.Property(f => f.Link).HasMaxLength(NewNotification.MaxLinkLength);
        builder.Property(f => f.Title).HasMaxLength(TitleLength);
        builder.Property(f => f.Text).HasMaxLength(NewNotification.MaxTextLength);
        builder.Property(f => f.Audience).HasMaxLength(120);
        builder.ComplexProperty(f => f.Actor);
    }
}

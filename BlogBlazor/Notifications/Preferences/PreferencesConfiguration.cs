using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Notifications.Preferences;

internal sealed class PreferencesConfiguration :
    IEntityTypeConfiguration<NotificationPreference>, IEntityTypeConfiguration<Follow>, IEntityTypeConfiguration<NotificationSettings>
{
    public void Configure(EntityTypeBuilder<NotificationPreference> builder)
    {
        builder.HasKey(p => new { p.UserId, p.Kind });
        builder.Property(p => p.Kind).HasMaxLength(40);
    }

    public void Configure(EntityTypeBuilder<Follow> builder)
    {
        builder.HasKey(f => new { f.UserId, f.Subject });
        builder.Property(f => f.Subject).HasMaxLength(80);
        // Whoever follows it, in the order in which they are told.
        builder.HasIndex(f => new { f.Subject, f.UserId });
    }

    public void Configure(EntityTypeBuilder<NotificationSettings> builder)
    {
        builder.HasKey(s => s.UserId);
        builder.Property(s => s.TimeZone).HasMaxLength(64);
    }
}

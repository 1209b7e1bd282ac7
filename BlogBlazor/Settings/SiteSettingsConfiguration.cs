using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Settings;

internal sealed class SiteSettingsConfiguration : IEntityTypeConfiguration<SiteSettings>
{
    public void Configure(EntityTypeBuilder<SiteSettings> builder)
    {
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Name).HasMaxLength(SiteSettings.MaxNameLength);
        builder.Property(s => s.Tagline).HasMaxLength(SiteSettings.MaxTaglineLength);
        builder.Property(s => s.Language).HasMaxLength(5);
    }
}

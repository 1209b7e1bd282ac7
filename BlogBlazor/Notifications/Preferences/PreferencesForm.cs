using System.Globalization;

namespace BlogBlazor.Notifications.Preferences;

/// <summary>What the forms of the preferences page send. A zone, a frequency or a time of digests that is none leaves the setting as it was.</summary>
public sealed class PreferencesForm
{
    /// <summary>The boxes that are ticked: a kind and a channel each.</summary>
    public List<string>? Chosen { get; set; }

    public int QuietHours { get; set; }

    /// <summary>By the clock of the user's time zone, as datetime-local sends it.</summary>
    public string? QuietUntil { get; set; }

    public string? QuietFrom { get; set; }
    public string? QuietTo { get; set; }
    public string? TimeZone { get; set; }
    public string? EmailFrequency { get; set; }
    public string? EmailAt { get; set; }

    /// <summary>Both times or none, and not one time twice: that would be never, or always.</summary>
    internal bool IsQuietTimeWhole =>
        Time(QuietFrom) is { } from && Time(QuietTo) is { } to ? from != to : string.IsNullOrEmpty(QuietFrom) && string.IsNullOrEmpty(QuietTo);

    internal DateTime? QuietUntilHome =>
        DateTime.TryParseExact(QuietUntil, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    internal TimeSpan? QuietFor => QuietHours > 0 ? TimeSpan.FromHours(Math.Min(QuietHours, 24)) : null;

    /// <summary>A channel that was not offered stays as it was.</summary>
    internal Dictionary<string, Channels> Channels(Channels[] offered, IReadOnlyDictionary<string, Channels> before)
    {
        var ticked = (Chosen ?? []).ToHashSet(StringComparer.Ordinal);
        return before.ToDictionary(
            choice => choice.Key,
            choice => offered.Aggregate(
                choice.Value, (channels, channel) => ticked.Contains($"{choice.Key} {channel}") ? channels | channel : channels & ~channel));
    }

    internal void Apply(NotificationSettings settings)
    {
        (settings.QuietFrom, settings.QuietTo) = (Time(QuietFrom), Time(QuietTo));
        if (TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone ?? "", out var zone))
        {
            settings.TimeZone = zone.Id;
        }

        if (Enum.TryParse<EmailFrequency>(EmailFrequency, out var frequency) && Enum.IsDefined(frequency))
        {
            settings.EmailFrequency = frequency;
        }

        settings.EmailAt = Time(EmailAt) ?? settings.EmailAt;
    }

    private static TimeOnly? Time(string? text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}

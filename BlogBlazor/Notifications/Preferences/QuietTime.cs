using BlogBlazor.Components;

namespace BlogBlazor.Notifications.Preferences;

/// <summary>When a user does not want to be disturbed.</summary>
public static class QuietTime
{
    /// <returns>When it is over; null when it is not quiet now.</returns>
    public static DateTime? EndOf(NotificationSettings settings, DateTime now)
    {
        var asked = settings.QuietUntil > now ? settings.QuietUntil : null;
        return EndOfSchedule(settings, asked ?? now) ?? asked;
    }

    /// <summary>A moment of UTC at that user's wall clock.</summary>
    internal static DateTime AtHome(this NotificationSettings settings, DateTime utc) =>
        TimeZoneInfo.ConvertTimeFromUtc(utc, BrowserTimeZone.Named(settings.TimeZone));

    /// <summary>The moment when that user's wall clock shows a time: the next that exists, where it is skipped in spring.</summary>
    internal static DateTime ToUtc(this NotificationSettings settings, DateTime home)
    {
        var zone = BrowserTimeZone.Named(settings.TimeZone);
        while (zone.IsInvalidTime(home))
        {
            home = home.AddMinutes(15);
        }

        return TimeZoneInfo.ConvertTimeToUtc(home, zone);
    }

    private static DateTime? EndOfSchedule(NotificationSettings settings, DateTime now)
    {
        if (settings is not { QuietFrom: { } from, QuietTo: { } to } || from == to)
        {
            return null;
        }

        var home = settings.AtHome(now);
        var time = TimeOnly.FromDateTime(home);
        if (!time.IsBetween(from, to))
        {
            return null;
        }

        // From the evening on it ends tomorrow.
        var day = DateOnly.FromDateTime(home).AddDays(from > to && time >= from ? 1 : 0);
        return settings.ToUtc(day.ToDateTime(to));
    }
}

using BlogBlazor.Components;

namespace BlogBlazor.Notifications;

/// <summary>When what was put off comes back, by the clock of whoever put it off.</summary>
public static class Snooze
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    private static readonly TimeSpan Morning = TimeSpan.FromHours(8);
    private static readonly TimeSpan Evening = TimeSpan.FromHours(18);

    public static bool IsAllowed(DateTime until, DateTime now) => until > now && until <= now + Longest;

    /// <returns>Null where there is no such time any more: this evening, late in the evening.</returns>
    public static DateTime? Until(SnoozeChoice choice, DateTime now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(now, zone);
        return choice switch
        {
            SnoozeChoice.Hour => now.AddHours(1),
            SnoozeChoice.Evening when local.TimeOfDay >= Evening.Subtract(TimeSpan.FromMinutes(30)) => null,
            SnoozeChoice.Evening => BrowserTimeZone.ToUtc(local.Date + Evening, zone),
            SnoozeChoice.Tomorrow => BrowserTimeZone.ToUtc(local.Date.AddDays(1) + Morning, zone),
            _ => BrowserTimeZone.ToUtc(local.Date.AddDays(DaysToMonday(local.DayOfWeek)) + Morning, zone),
        };
    }

    private static int DaysToMonday(DayOfWeek day) => day == DayOfWeek.Sunday ? 1 : 8 - (int)day;
}

public enum SnoozeChoice
{
    Hour,
    Evening,
    Tomorrow,
    Week,
}

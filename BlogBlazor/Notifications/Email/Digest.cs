using BlogBlazor.Notifications.Preferences;

namespace BlogBlazor.Notifications.Email;

public static class Digest
{
    /// <summary>When what came at a moment is to be mailed: at once, or with the next digest.</summary>
    public static DateTime TimeFor(NotificationSettings settings, DateTime came)
    {
        if (settings.EmailFrequency is not (EmailFrequency.Daily or EmailFrequency.Weekly))
        {
            return came;
        }

        var home = settings.AtHome(came);
        var at = home.Date + settings.EmailAt.ToTimeSpan();
        if (at < home)
        {
            at = at.AddDays(1);
        }

        while (settings.EmailFrequency == EmailFrequency.Weekly && at.DayOfWeek != DayOfWeek.Monday)
        {
            at = at.AddDays(1);
        }

        return settings.ToUtc(at);
    }
}

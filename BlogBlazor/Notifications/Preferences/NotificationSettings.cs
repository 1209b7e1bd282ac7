using System.Globalization;

namespace BlogBlazor.Notifications.Preferences;

/// <summary>When and how a user wants to be reached outside of the open page.</summary>
public sealed class NotificationSettings
{
    public required string UserId { get; init; }

    /// <summary>The IANA name of the time zone that the times below are in ("Asia/Ho_Chi_Minh").</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Until then nothing disturbs, whatever the schedule says.</summary>
    public DateTime? QuietUntil { get; set; }

    /// <summary>Every day from … to … nothing disturbs; over midnight where it ends before it begins. Both or none.</summary>
    public TimeOnly? QuietFrom { get; set; }
    public TimeOnly? QuietTo { get; set; }

    /// <summary>Whether a browser of theirs takes pushes.</summary>
    public bool HasPush { get; set; }

    public EmailFrequency EmailFrequency { get; set; }

    /// <summary>When digests are sent; weekly ones on Mondays.</summary>
    public TimeOnly EmailAt { get; set; } = new(8, 0);

    /// <summary>For a user who has chosen nothing. Who reads Vietnamese lives, unless they say otherwise, in the one time zone of Vietnam.</summary>
    public static NotificationSettings Of(string userId) => new()
    {
        UserId = userId,
        TimeZone = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "vi" ? "Asia/Ho_Chi_Minh" : "UTC",
    };
}

public enum EmailFrequency
{
    Never,

    /// <summary>One for each, or for the few that came together.</summary>
    Immediate,
    Daily,
    Weekly,
}

using System.Globalization;
using BlogBlazor.Notifications.Email;
using BlogBlazor.Notifications.Preferences;

namespace BlogBlazor.Tests.Notifications.Email;

/// <summary>For somebody in Vietnam, seven hours ahead, who wants them at eight. 2 March 2026 is a Monday.</summary>
public sealed class DigestTests
{
    [Theory]
    [InlineData(EmailFrequency.Immediate, "2026-03-03T12:34:56", "2026-03-03T12:34:56")]
    [InlineData(EmailFrequency.Never, "2026-03-03T12:34:56", "2026-03-03T12:34:56")]
    [InlineData(EmailFrequency.Daily, "2026-03-02T00:59:00", "2026-03-02T01:00:00")]
    [InlineData(EmailFrequency.Daily, "2026-03-02T01:00:00", "2026-03-02T01:00:00")]
    [InlineData(EmailFrequency.Daily, "2026-03-02T01:00:01", "2026-03-03T01:00:00")]
    [InlineData(EmailFrequency.Daily, "2026-03-02T23:00:00", "2026-03-03T01:00:00")]
    [InlineData(EmailFrequency.Weekly, "2026-03-02T00:30:00", "2026-03-02T01:00:00")]
    [InlineData(EmailFrequency.Weekly, "2026-03-02T02:00:00", "2026-03-09T01:00:00")]
    [InlineData(EmailFrequency.Weekly, "2026-03-01T20:00:00", "2026-03-02T01:00:00")]
    public void It_is_the_next_at_that_user_s_wall_clock(EmailFrequency frequency, string came, string sent)
    {
        var settings = new NotificationSettings
        {
            UserId = "lan",
            TimeZone = "Asia/Ho_Chi_Minh",
            EmailFrequency = frequency,
            EmailAt = new TimeOnly(8, 0),
        };

        Digest.TimeFor(settings, Utc(came)).ShouldBe(Utc(sent));
    }

    private static DateTime Utc(string time) => DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}

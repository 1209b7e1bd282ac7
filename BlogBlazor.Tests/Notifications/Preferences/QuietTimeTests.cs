using BlogBlazor.Notifications.Email;
using BlogBlazor.Notifications.Preferences;

namespace BlogBlazor.Tests.Notifications.Preferences;

/// <summary>When a user is left alone, and when a digest comes: at their own wall clock.</summary>
public sealed class QuietTimeTests
{
    [Theory]
    // Hà Nội is seven hours ahead, all year.
    [InlineData("Asia/Ho_Chi_Minh", "22:00", "07:00", "2026-03-02T14:59", null)]
    [InlineData("Asia/Ho_Chi_Minh", "22:00", "07:00", "2026-03-02T15:00", "2026-03-03T00:00")]
    [InlineData("Asia/Ho_Chi_Minh", "22:00", "07:00", "2026-03-02T23:59", "2026-03-03T00:00")]
    [InlineData("Asia/Ho_Chi_Minh", "22:00", "07:00", "2026-03-03T00:00", null)]
    [InlineData("Asia/Ho_Chi_Minh", "12:00", "13:30", "2026-03-02T05:10", "2026-03-02T06:30")]
    [InlineData("Asia/Ho_Chi_Minh", "12:00", "12:00", "2026-03-02T05:10", null)]
    // The night of spring and that of autumn: an hour shorter, an hour longer.
    [InlineData("Europe/Berlin", "22:00", "07:00", "2026-03-28T21:30", "2026-03-29T05:00")]
    [InlineData("Europe/Berlin", "22:00", "07:00", "2026-10-24T20:30", "2026-10-25T06:00")]
    // Half past two does not exist that night; half past two comes twice that night.
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-03-28T23:00", "2026-03-29T01:00")]
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-10-24T23:00", "2026-10-25T01:30")]
    [InlineData("No/Where", "08:00", "09:00", "2026-03-02T08:30", "2026-03-02T09:00")]
    public void It_is_quiet_by_schedule(string zone, string from, string to, string now, string? end) =>
        QuietTime.EndOf(
            new NotificationSettings { UserId = "lan", TimeZone = zone, QuietFrom = Time(from), QuietTo = Time(to) },
            Utc(now)!.Value).ShouldBe(Utc(end));

    [Theory]
    [InlineData("2026-03-02T10:00", "2026-03-02T10:00", null)]
    [InlineData("2026-03-02T10:00", "2026-03-02T12:00", "2026-03-02T12:00")]
    // What was asked for ends within the schedule: it goes on.
    [InlineData("2026-03-02T10:00", "2026-03-02T23:00", "2026-03-03T07:00")]
    [InlineData("2026-03-02T23:00", "2026-03-03T09:00", "2026-03-03T09:00")]
    public void It_is_quiet_until_a_time_that_was_asked_for(string now, string until, string? end) =>
        QuietTime.EndOf(
            new NotificationSettings { UserId = "lan", QuietUntil = Utc(until), QuietFrom = new TimeOnly(22, 0), QuietTo = new TimeOnly(7, 0) },
            Utc(now)!.Value).ShouldBe(Utc(end));

    [Theory]
    [InlineData(EmailFrequency.Immediate, "2026-03-04T03:00", "2026-03-04T03:00")]
    [InlineData(EmailFrequency.Daily, "2026-03-04T00:59", "2026-03-04T01:00")]
    [InlineData(EmailFrequency.Daily, "2026-03-04T01:01", "2026-03-05T01:00")]
    [InlineData(EmailFrequency.Weekly, "2026-03-04T03:00", "2026-03-09T01:00")]
    [InlineData(EmailFrequency.Weekly, "2026-03-02T00:30", "2026-03-02T01:00")]
    public void A_digest_comes_at_the_next_of_its_times(EmailFrequency frequency, string came, string at) =>
        Digest.TimeFor(
            new NotificationSettings { UserId = "lan", TimeZone = "Asia/Ho_Chi_Minh", EmailFrequency = frequency, EmailAt = new TimeOnly(8, 0) },
            Utc(came)!.Value).ShouldBe(Utc(at)!.Value);

    private static TimeOnly Time(string time) => TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    private static DateTime? Utc(string? time) => time is null
        ? null
        : DateTime.Parse(time + "Z", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal);
}

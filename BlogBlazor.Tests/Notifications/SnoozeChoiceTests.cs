using BlogBlazor.Notifications;

namespace BlogBlazor.Tests.Notifications;

public sealed class SnoozeChoiceTests
{
    private static readonly TimeZoneInfo DaLat = TimeZoneInfo.FindSystemTimeZoneById("Asia/Ho_Chi_Minh");

    [Theory]
    // Thursday, 9:00 in Đà Lạt (UTC + 7).
    [InlineData("2026-11-26T02:00", SnoozeChoice.Hour, "2026-11-26T03:00")]
    [InlineData("2026-11-26T02:00", SnoozeChoice.Evening, "2026-11-26T11:00")]
    [InlineData("2026-11-26T02:00", SnoozeChoice.Tomorrow, "2026-11-27T01:00")]
    [InlineData("2026-11-26T02:00", SnoozeChoice.Week, "2026-11-30T01:00")]
    // Friday there, and still Thursday in UTC.
    [InlineData("2026-11-26T18:00", SnoozeChoice.Tomorrow, "2026-11-28T01:00")]
    // Sunday and Monday lead to the next Monday.
    [InlineData("2026-11-29T02:00", SnoozeChoice.Week, "2026-11-30T01:00")]
    [InlineData("2026-11-30T02:00", SnoozeChoice.Week, "2026-12-07T01:00")]
    // Late in the evening there is none any more.
    [InlineData("2026-11-26T10:30", SnoozeChoice.Evening, null)]
    public void A_choice_means_a_time_by_the_clock_of_who_chose(string now, SnoozeChoice choice, string? until) =>
        Snooze.Until(choice, Utc(now), DaLat).ShouldBe(until is null ? null : Utc(until));

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(90 * 24 * 60, true)]
    [InlineData((90 * 24 * 60) + 1, false)]
    public void It_must_be_a_time_to_come_and_not_too_far(int minutes, bool isAllowed)
    {
        var now = Utc("2026-11-26T02:00");

        Snooze.IsAllowed(now.AddMinutes(minutes), now).ShouldBe(isAllowed);
    }

    private static DateTime Utc(string text) =>
        DateTime.SpecifyKind(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);
}

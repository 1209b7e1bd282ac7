using BlogBlazor.Components;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Components;

public sealed class RelativeTimeTests : BlogBunitContext
{
    [Theory]
    [InlineData(-60, "just now", "vừa xong")]
    [InlineData(0, "just now", "vừa xong")]
    [InlineData(59, "just now", "vừa xong")]
    [InlineData(60, "1 minute ago", "1 phút trước")]
    [InlineData(119, "1 minute ago", "1 phút trước")]
    [InlineData(120, "2 minutes ago", "2 phút trước")]
    [InlineData(3599, "59 minutes ago", "59 phút trước")]
    [InlineData(3600, "1 hour ago", "1 giờ trước")]
    [InlineData(7199, "1 hour ago", "1 giờ trước")]
    [InlineData(7200, "2 hours ago", "2 giờ trước")]
    [InlineData(86_399, "23 hours ago", "23 giờ trước")]
    [InlineData(86_400, "March 1, 2026", "1 tháng 3, 2026")]
    public void It_says_how_long_ago_up_to_a_day_and_the_date_from_there(int secondsAgo, string english, string vietnamese)
    {
        Words("en", secondsAgo).ShouldBe(english);
        Words("vi", secondsAgo).ShouldBe(vietnamese, StringCompareShould.IgnoreCase);
    }

    [Fact]
    public void Machines_read_the_moment_in_UTC()
    {
        var time = Render<RelativeTime>(p => p.Add(t => t.Value, Start.UtcDateTime));

        time.Find("time").GetAttribute("datetime").ShouldBe("2026-03-02T09:00:00.0000000Z");
    }

    private string Words(string language, int secondsAgo)
    {
        Speak(language);
        return Render<RelativeTime>(p => p.Add(t => t.Value, Start.UtcDateTime.AddSeconds(-secondsAgo))).Find("time").Words();
    }
}

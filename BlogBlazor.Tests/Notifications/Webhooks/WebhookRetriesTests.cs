using BlogBlazor.Notifications.Webhooks;

namespace BlogBlazor.Tests.Notifications.Webhooks;

public sealed class WebhookRetriesTests
{
    [Fact]
    public void Each_wait_is_longer_than_the_one_before_and_some_hours_are_the_longest()
    {
        var waits = Enumerable.Range(1, 8).Select(failures => WebhookRetries.Delay(failures, retryAfter: null, random: 0.5)!.Value).ToList();

        waits[0].ShouldBe(TimeSpan.FromSeconds(5));
        waits.ShouldBe(waits.Order());
        waits[^1].ShouldBe(TimeSpan.FromHours(4));
        WebhookRetries.Delay(9, retryAfter: null, random: 0.5).ShouldBeNull();
    }

    [Fact]
    public void Receivers_that_failed_together_are_not_tried_together() =>
        WebhookRetries.Delay(1, null, random: 0)!.Value.ShouldBeLessThan(WebhookRetries.Delay(1, null, random: 0.9)!.Value);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(60, 60)]
    [InlineData(-5, 5)]
    [InlineData(10_000_000, 86_400)]
    public void What_the_receiver_asks_for_is_granted_up_to_a_day(int asked, int seconds) =>
        WebhookRetries.Delay(1, TimeSpan.FromSeconds(asked), random: 0.5).ShouldBe(TimeSpan.FromSeconds(seconds));
}

using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.Delivery;

/// <summary>Whoever counts by the last event must end with the true count.</summary>
public sealed class SubscriptionUnreadTests
{
    private readonly FakeNotificationLog _log = new();

    [Fact]
    public async Task A_read_mark_is_passed_on_with_the_count_after_it()
    {
        await using var reader = await LiveAsync(rows: 5);

        reader.Subscription.Offer(_log.MarkRead(upTo: 3));

        var change = await reader.NextAsync<ReadChanged>();
        change.Mark.UpTo.ShouldBe(3);
        change.Unread.ShouldBe(2);
    }

    [Fact]
    public async Task A_comparison_with_another_count_is_passed_on_and_one_with_the_same_is_not()
    {
        await using var reader = await LiveAsync(rows: 5);
        _log.MarkRead(upTo: 3);

        reader.Subscription.Offer(_log.Comparison());
        reader.Subscription.Offer(_log.Comparison());

        (await reader.NextAsync<Recounted>()).Unread.ShouldBe(2);
        await reader.ShouldHaveNothingMoreAsync(_log);
    }

    [Fact]
    public async Task A_late_signal_does_not_bring_an_old_count_back()
    {
        await using var reader = await LiveAsync(rows: 0);
        var first = _log.Commit();
        var second = _log.Commit();
        var read = _log.MarkRead(upTo: 2);

        reader.Subscription.Offer(read);
        reader.Subscription.Offer(second);
        reader.Subscription.Offer(first);

        await reader.ShouldDeliverAsync(1, 2);
        (await reader.NextAsync<ReadChanged>()).Unread.ShouldBe(0);
        await reader.ShouldHaveNothingMoreAsync(_log);
        reader.Subscription.Latest.ShouldBe(2);
    }

    [Fact]
    public async Task A_signal_whose_row_was_read_already_still_tells_its_count()
    {
        await using var reader = await LiveAsync(rows: 0);
        _log.Commit();
        var second = _log.Commit();
        var third = _log.Commit();

        // The second sends us to the rows, which have the third as well: with the count of the second.
        reader.Subscription.Offer(second);
        reader.Subscription.Offer(third);

        await reader.ShouldDeliverAsync(1, 2, 3);
        (await reader.NextAsync<Recounted>()).Unread.ShouldBe(3);
    }

    private async Task<SubscriptionReader> LiveAsync(int rows)
    {
        _log.Commit(rows);
        var reader = new SubscriptionReader(
            new NotificationSubscription("lan", after: null, epoch: null, _log, TimeProvider.System));
        await reader.NextAsync<Welcomed>();
        return reader;
    }
}

using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.Notifications.Delivery;

/// <summary>The cursor rule while the stream runs. How it begins is in <see cref="SubscriptionStartTests"/>.</summary>
public sealed class NotificationSubscriptionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeNotificationLog _log = new();

    [Fact]
    public async Task Signals_in_order_are_delivered_without_reading_the_rows()
    {
        await using var reader = await LiveAsync();
        var readsBefore = _log.Reads;

        reader.Subscription.Offer(_log.Commit());
        reader.Subscription.Offer(_log.Commit());
        reader.Subscription.Offer(_log.Commit());

        await reader.ShouldDeliverAsync(1, 2, 3);
        _log.Reads.ShouldBe(readsBefore);
    }

    [Fact]
    public async Task A_doubled_signal_is_dropped()
    {
        await using var reader = await LiveAsync();
        var first = _log.Commit();
        var second = _log.Commit();

        foreach (var signal in new[] { first, first, second, first, second })
        {
            reader.Subscription.Offer(signal);
        }

        await reader.ShouldDeliverAsync(1, 2);
        await reader.ShouldHaveNothingMoreAsync(_log);
    }

    [Fact]
    public async Task A_gap_is_filled_from_the_rows()
    {
        await using var reader = await LiveAsync();
        _log.Commit(2);

        reader.Subscription.Offer(_log.Commit());

        await reader.ShouldDeliverAsync(1, 2, 3);
        await reader.ShouldHaveNothingMoreAsync(_log);
    }

    [Fact]
    public async Task A_gap_of_several_pages_is_filled()
    {
        await using var reader = await LiveAsync();
        const int Count = (NotificationSubscription.PageSize * 2) + 1;
        _log.Commit(Count);

        reader.Subscription.Offer(_log.Comparison());

        await reader.ShouldDeliverAsync([.. Enumerable.Range(1, Count)]);
    }

    [Fact]
    public async Task The_newest_known_is_what_the_rows_show_where_they_are_newer_than_the_signal()
    {
        await using var reader = await LiveAsync();
        _log.Commit(3);

        reader.Subscription.Offer(_log.Comparison() with { Latest = 1 });

        await reader.ShouldDeliverAsync(1, 2, 3);
        reader.Subscription.Latest.ShouldBe(3);
    }

    [Fact]
    public async Task A_signal_that_is_next_but_knows_of_more_leads_to_the_rows_too()
    {
        await using var reader = await LiveAsync();
        var first = _log.Commit();
        _log.Commit(2);

        reader.Subscription.Offer(first with { Latest = 3 });

        await reader.ShouldDeliverAsync(1, 2, 3);
    }

    [Fact]
    public async Task Reordered_signals_are_delivered_in_order_and_once()
    {
        await using var reader = await LiveAsync();
        NotificationSignal[] signals = [_log.Commit(), _log.Commit(), _log.Commit()];

        foreach (var signal in signals.Reverse())
        {
            reader.Subscription.Offer(signal);
        }

        await reader.ShouldDeliverAsync(1, 2, 3);
        await reader.ShouldHaveNothingMoreAsync(_log);
    }

    [Fact]
    public async Task What_does_not_fit_the_buffer_is_read_from_the_rows()
    {
        await using var reader = await LiveAsync();
        const int Count = NotificationSubscription.BufferSize * 3;

        for (var i = 0; i < Count; i++)
        {
            reader.Subscription.Offer(_log.Commit());
        }

        await reader.ShouldDeliverAsync([.. Enumerable.Range(1, Count)]);
    }

    [Fact]
    public async Task A_live_retraction_takes_back_what_was_delivered()
    {
        await using var reader = await LiveAsync();
        reader.Subscription.Offer(_log.Commit());
        reader.Subscription.Offer(_log.Commit());
        reader.Subscription.Offer(_log.Retract(1)!);

        await reader.ShouldDeliverAsync(1, 2);

        (await reader.NextAsync<Retracted>()).ShouldBe(new Retracted(1, Unread: 1));
        await reader.ShouldHaveNothingMoreAsync(_log);
    }

    [Fact]
    public async Task A_row_retracted_before_delivery_stands_in_its_place_as_a_retraction()
    {
        await using var reader = await LiveAsync();
        _log.Commit(3);
        _log.Retract(2);

        reader.Subscription.Offer(_log.Comparison());

        await reader.ShouldDeliverAsync(1);
        (await reader.NextAsync<Retracted>()).Sequence.ShouldBe(2);
        await reader.ShouldDeliverAsync(3);
    }

    [Fact]
    public void A_failing_log_delays_and_never_skips()
    {
        using var subscription = new NotificationSubscription("lan", after: 0, epoch: null, _log, _time);
        using var reader = new SteppedReader(subscription);
        reader.ReadAll();
        _log.Commit(3);
        _log.Failures = 2;

        subscription.Offer(_log.Comparison());
        reader.TryRead().ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        reader.TryRead().ShouldBeFalse();
        _log.Failures.ShouldBe(0);
        _time.Advance(TimeSpan.FromSeconds(2));
        reader.ReadAll();

        reader.Events.OfType<Delivered>().Select(d => d.Notification.Sequence).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void A_log_that_fails_for_long_is_asked_ever_less_often_and_at_least_every_15_seconds()
    {
        using var subscription = new NotificationSubscription("lan", after: 0, epoch: null, _log, _time);
        using var reader = new SteppedReader(subscription);
        reader.ReadAll();
        _log.Commit();
        _log.Failures = 1000;
        subscription.Offer(_log.Comparison());
        reader.TryRead().ShouldBeFalse();
        var reads = _log.Reads;

        for (var second = 0; second < 60; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            reader.TryRead().ShouldBeFalse();
        }

        // After 1, 3, 7, 15, 30, 45 and 60 s.
        (_log.Reads - reads).ShouldBe(7);
        _log.Failures = 0;
        _time.Advance(TimeSpan.FromSeconds(15));
        reader.ReadAll();
        reader.Events.OfType<Delivered>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task When_retention_took_what_was_missed_the_receiver_starts_from_the_oldest_kept()
    {
        await using var reader = await LiveAsync();
        _log.Commit(5);
        _log.KeepFrom(4);

        reader.Subscription.Offer(_log.Comparison());

        (await reader.NextAsync<WasReset>()).Oldest.ShouldBe(4);
        await reader.ShouldDeliverAsync(4, 5);
    }

    [Fact]
    public async Task When_retention_took_everything_the_receiver_waits_for_the_next_number()
    {
        await using var reader = await LiveAsync();
        _log.Commit(5);
        _log.KeepFrom(6);

        reader.Subscription.Offer(_log.Comparison());
        (await reader.NextAsync<WasReset>()).Oldest.ShouldBe(6);

        reader.Subscription.Offer(_log.Commit());
        await reader.ShouldDeliverAsync(6);
    }

    [Fact]
    public async Task Disposing_ends_the_stream()
    {
        using var subscription = new NotificationSubscription("lan", after: null, epoch: null, _log, _time);
        var cancel = TestContext.Current.CancellationToken;
        await using var events = subscription.ReadAllAsync(cancel).GetAsyncEnumerator(cancel);
        await events.MoveNextAsync();
        var next = events.MoveNextAsync();

        subscription.Dispose();

        (await next.AsTask().WaitAsync(TestSocket.Patience, cancel)).ShouldBeFalse();
    }

    private async Task<SubscriptionReader> LiveAsync()
    {
        var reader = new SubscriptionReader(new NotificationSubscription("lan", after: 0, epoch: null, _log, _time));
        await reader.NextAsync<Welcomed>();
        return reader;
    }
}

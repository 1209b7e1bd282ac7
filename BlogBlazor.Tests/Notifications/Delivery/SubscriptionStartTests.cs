using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.Delivery;

public sealed class SubscriptionStartTests
{
    private readonly FakeNotificationLog _log = new();

    [Fact]
    public async Task The_welcome_comes_first_and_says_what_there_is()
    {
        _log.Commit(5);
        _log.MarkRead(upTo: 2);
        _log.KeepFrom(2);
        await using var reader = Open(after: 3);

        var welcome = await reader.NextAsync<Welcomed>();

        welcome.Snapshot.ShouldBe(new InboxSnapshot("this-database", Oldest: 2, Latest: 5, Unread: 3, welcome.Snapshot.Revision));
        await reader.ShouldDeliverAsync(4, 5);
    }

    [Fact]
    public async Task What_was_missed_comes_with_the_snapshot_by_one_read()
    {
        _log.Commit(NotificationSubscription.PageSize - 1);
        await using var reader = Open(after: 1);
        await reader.NextAsync<Welcomed>();

        await reader.ShouldDeliverAsync([.. Enumerable.Range(2, NotificationSubscription.PageSize - 2)]);
        await reader.ShouldHaveNothingMoreAsync(_log);

        _log.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_cursor_it_starts_with_what_is_new()
    {
        _log.Commit(5);
        await using var reader = Open(after: null);
        await reader.NextAsync<Welcomed>();

        reader.Subscription.Offer(_log.Commit());

        await reader.ShouldDeliverAsync(6);
    }

    [Fact]
    public async Task Started_ahead_what_is_new_begins_there()
    {
        _log.Commit(5);
        await using var reader = Open(after: null);
        await reader.Subscription.StartAsync(TestContext.Current.CancellationToken);

        reader.Subscription.Offer(_log.Commit());

        (await reader.NextAsync<Welcomed>()).Snapshot.Latest.ShouldBe(5);
        await reader.ShouldDeliverAsync(6);
        _log.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task A_row_committed_while_the_snapshot_is_read_is_delivered_from_its_signal()
    {
        _log.Commit();
        _log.Hold();
        await using var reader = Open(after: 0);
        var welcome = reader.NextAsync<Welcomed>();

        reader.Subscription.Offer(_log.Commit());
        _log.Release();

        (await welcome).Snapshot.Latest.ShouldBe(1);
        await reader.ShouldDeliverAsync(1, 2);
        await reader.ShouldHaveNothingMoreAsync(_log);
    }

    [Fact]
    public async Task A_row_that_is_in_the_snapshot_and_in_a_signal_is_delivered_once()
    {
        await using var reader = Open(after: 0);
        reader.Subscription.Offer(_log.Commit());
        reader.Subscription.Offer(_log.Commit());

        (await reader.NextAsync<Welcomed>()).Snapshot.Latest.ShouldBe(2);

        await reader.ShouldDeliverAsync(1, 2);
        await reader.ShouldHaveNothingMoreAsync(_log);
    }

    [Fact]
    public async Task Without_a_cursor_a_signal_that_the_snapshot_already_knows_is_no_news()
    {
        await using var reader = Open(after: null);
        reader.Subscription.Offer(_log.Commit());
        await reader.NextAsync<Welcomed>();

        await reader.ShouldHaveNothingMoreAsync(_log);
    }

    [Fact]
    public async Task More_signals_than_fit_before_the_first_read_lose_nothing()
    {
        const int Count = NotificationSubscription.BufferSize + 50;
        await using var reader = Open(after: 0);
        _log.Hold();
        var welcome = reader.NextAsync<Welcomed>();
        for (var i = 0; i < Count; i++)
        {
            reader.Subscription.Offer(_log.Commit());
        }

        _log.Release();

        (await welcome).Snapshot.Latest.ShouldBe(0);
        await reader.ShouldDeliverAsync([.. Enumerable.Range(1, Count)]);
    }

    [Fact]
    public async Task Zero_is_all_that_is_kept_without_a_reset()
    {
        _log.Commit(5);
        _log.KeepFrom(3);
        await using var reader = Open(after: 0, epoch: _log.Epoch);

        await reader.NextAsync<Welcomed>();

        await reader.ShouldDeliverAsync(3, 4, 5);
    }

    [Fact]
    public async Task The_number_just_before_the_oldest_is_still_known()
    {
        _log.Commit(5);
        _log.KeepFrom(3);
        await using var reader = Open(after: 2);

        await reader.NextAsync<Welcomed>();

        await reader.ShouldDeliverAsync(3, 4, 5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public async Task A_cursor_outside_what_is_kept_is_reset_to_the_oldest(long after)
    {
        _log.Commit(5);
        _log.KeepFrom(3);
        await using var reader = Open(after, _log.Epoch);
        await reader.NextAsync<Welcomed>();

        (await reader.NextAsync<WasReset>()).ShouldBe(new WasReset(_log.Epoch, Oldest: 3, Unread: 3));

        await reader.ShouldDeliverAsync(3, 4, 5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task A_cursor_of_another_database_is_reset_to_the_oldest(long after)
    {
        _log.Commit(5);
        await using var reader = Open(after, epoch: "another-database");
        await reader.NextAsync<Welcomed>();

        (await reader.NextAsync<WasReset>()).Oldest.ShouldBe(1);

        await reader.ShouldDeliverAsync(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task When_nothing_is_kept_an_old_cursor_is_reset_to_the_next_number()
    {
        _log.Commit(5);
        _log.KeepFrom(6);
        await using var reader = Open(after: 2);
        await reader.NextAsync<Welcomed>();

        (await reader.NextAsync<WasReset>()).Oldest.ShouldBe(6);

        reader.Subscription.Offer(_log.Commit());
        await reader.ShouldDeliverAsync(6);
    }

    private SubscriptionReader Open(long? after, string? epoch = null) =>
        new(new NotificationSubscription("lan", after, epoch, _log, TimeProvider.System));
}

using BlogBlazor.Notifications.Circuits;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Circuits;

/// <summary>What waits to be shown, for what, and what of it is left then.</summary>
public sealed class HeldNotificationsTests : BlogBunitContext
{
    private readonly HeldNotifications _held;
    private readonly List<Arrival> _released = [];

    public HeldNotificationsTests()
    {
        _held = Services.GetRequiredService<HeldNotifications>();
        _held.Released += _released.Add;
    }

    [Fact]
    public async Task It_waits_until_all_that_is_known_of_has_been_read_each_time()
    {
        await _held.CompleteAsync();
        Add(1, 2);
        await _held.ResumeAsync();
        _released.ShouldBeEmpty();

        await _held.CompleteAsync();
        Released().ShouldBe((2, 1, 2));

        Add(3, 3);
        await _held.ResumeAsync();
        _released.ShouldBeEmpty();
        await _held.CompleteAsync();
        Released().ShouldBe((1, 3, 3));
    }

    [Fact]
    public async Task It_waits_until_the_browser_can_be_reached()
    {
        _held.Pause();
        Add(1, 1);
        await _held.CompleteAsync();
        _released.ShouldBeEmpty();

        await _held.ResumeAsync();

        Released().ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task Nothing_is_released_as_nothing()
    {
        await _held.CompleteAsync();

        _released.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(HeldNotifications.MaxKept, true)]
    [InlineData(HeldNotifications.MaxKept + 5, false)]
    public async Task The_newest_few_are_kept_and_the_number_of_all(int count, bool isKnown)
    {
        Add(1, count);

        await _held.CompleteAsync();

        var arrival = _released.ShouldHaveSingleItem();
        (arrival.Count, arrival.First, arrival.Last, arrival.IsKnown).ShouldBe((count, 1, count, isKnown));
        arrival.Newest.Count.ShouldBe(HeldNotifications.MaxKept);
    }

    [Fact]
    public async Task What_is_settled_meanwhile_is_not_among_them()
    {
        Add(1, 3);
        _held.Remove(sequence => sequence == 2, unread: 5);

        await _held.CompleteAsync();

        Released().ShouldBe((2, 1, 3));
    }

    [Fact]
    public async Task There_are_no_more_of_them_than_there_are_unread_ones()
    {
        Add(1, HeldNotifications.MaxKept + 30);
        _held.Remove(sequence => sequence == 1, unread: 30);

        await _held.CompleteAsync();

        _released.ShouldHaveSingleItem().Count.ShouldBe(30);
    }

    [Fact]
    public async Task When_all_are_settled_the_count_begins_anew()
    {
        Add(1, 2);
        _held.Remove(_ => true, unread: 0);
        await _held.CompleteAsync();
        _released.ShouldBeEmpty();

        Add(3, 3);
        await _held.CompleteAsync();

        Released().ShouldBe((1, 3, 3));
    }

    [Fact]
    public async Task Nothing_unread_means_that_none_of_them_is_left_though_they_were_not_named()
    {
        Add(1, 2);
        _held.Remove(_ => false, unread: 0);

        await _held.CompleteAsync();

        _released.ShouldBeEmpty();
    }

    [Fact]
    public async Task When_all_that_are_known_are_settled_the_older_ones_have_nothing_to_show()
    {
        Add(1, HeldNotifications.MaxKept + 5);
        _held.Remove(sequence => sequence > 5, unread: 5);
        await _held.CompleteAsync();
        _released.ShouldBeEmpty();

        Add(26, 26);
        await _held.CompleteAsync();

        Released().ShouldBe((1, 26, 26));
    }

    [Fact]
    public async Task While_nothing_may_disturb_it_waits_to_the_moment()
    {
        await Rows.KeepQuietAsync(Lan, Clock.GetUtcNow().UtcDateTime.AddSeconds(30));
        Add(1, 2);
        await _held.CompleteAsync();
        _released.ShouldBeEmpty();

        Clock.Advance(TimeSpan.FromSeconds(29));
        _released.ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromSeconds(1));

        Released().ShouldBe((2, 1, 2));
    }

    [Fact]
    public async Task A_long_quiet_time_that_is_ended_elsewhere_is_over_within_a_minute()
    {
        await Rows.KeepQuietAsync(Lan, Clock.GetUtcNow().UtcDateTime.AddHours(8));
        Add(1, 1);
        await _held.CompleteAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));
        _released.ShouldBeEmpty();

        await Rows.KeepQuietAsync(Lan, null);
        Clock.Advance(TimeSpan.FromSeconds(59));
        _released.ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromSeconds(1));

        Released().ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task Others_quiet_time_holds_nothing()
    {
        await Rows.KeepQuietAsync(Minh, Clock.GetUtcNow().UtcDateTime.AddHours(8));
        Add(1, 1);

        await _held.CompleteAsync();

        Released().ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task A_database_that_cannot_be_asked_holds_nothing()
    {
        await Rows.KeepQuietAsync(Lan, Clock.GetUtcNow().UtcDateTime.AddHours(8));
        Database.TakeAway("NotificationSettings");
        Add(1, 1);

        await _held.CompleteAsync();

        Released().ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task Time_that_passes_after_the_end_of_the_circuit_releases_nothing()
    {
        await Rows.KeepQuietAsync(Lan, Clock.GetUtcNow().UtcDateTime.AddSeconds(30));
        Add(1, 1);
        await _held.CompleteAsync();

        _held.Dispose();
        Clock.Advance(TimeSpan.FromMinutes(2));

        _released.ShouldBeEmpty();
    }

    private void Add(int from, int to)
    {
        for (var sequence = from; sequence <= to; sequence++)
        {
            _held.Add(TestNotification.Message(sequence));
        }
    }

    /// <summary>How many, from where to where; and forgets it.</summary>
    private (int Count, long First, long Last) Released()
    {
        var arrival = _released.ShouldHaveSingleItem();
        _released.Clear();
        return (arrival.Count, arrival.First, arrival.Last);
    }
}

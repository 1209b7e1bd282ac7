using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Signals;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.Notifications.Delivery;

/// <summary>Each delivery is counted by what brought it.</summary>
public sealed class ReceiverTelemetryTests : IDisposable
{
    private readonly FakeNotificationLog _log = new();
    private readonly FakeTimeProvider _time = new();
    private readonly TestMeters _meters;
    private readonly NotificationSubscriptions _subscriptions;

    public ReceiverTelemetryTests()
    {
        var factory = TestMeters.CreateFactory();
        _meters = new TestMeters(factory);
        _subscriptions = new NotificationSubscriptions(new SignalGroups(), _log, new NotificationMetrics(factory), _time);
    }

    [Fact]
    public async Task An_open_receiver_counts_as_a_connection_until_it_is_disposed()
    {
        var first = Open(after: 0);
        await using var second = Open(after: 0);
        Connections().ShouldBe(2);

        await first.DisposeAsync();
        Connections().ShouldBe(1);
        first.Subscription.Dispose();

        Connections().ShouldBe(1);
    }

    [Fact]
    public async Task What_waited_in_the_rows_is_caught_up_and_its_age_is_no_delay()
    {
        _log.Commit(2);
        await using var reader = Open(after: 0);

        await reader.NextAsync<Welcomed>();
        await reader.ShouldDeliverAsync(1, 2);
        await reader.ShouldHaveNothingMoreAsync(_log);

        Delivered("connect").ShouldBe(2);
        Delays().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_signal_delivers_and_its_delay_lasts_until_the_surface_has_sent_it()
    {
        await using var reader = await OpenedAsync();
        var signal = _log.Commit() with { CommittedAt = _time.GetUtcNow().UtcDateTime };
        _time.Advance(TimeSpan.FromMilliseconds(20));
        reader.Subscription.Offer(signal);

        await reader.ShouldDeliverAsync(1);
        Delivered("signal").ShouldBe(0);
        _time.Advance(TimeSpan.FromMilliseconds(5));
        await reader.ShouldHaveNothingMoreAsync(_log);

        Delivered("signal").ShouldBe(1);
        Delays().ShouldBe([0.025]);
    }

    [Fact]
    public async Task A_lost_signal_makes_a_gap()
    {
        await using var reader = await OpenedAsync();
        _log.Commit();
        reader.Subscription.Offer(_log.Commit());

        await reader.ShouldDeliverAsync(1, 2);
        await reader.ShouldHaveNothingMoreAsync(_log);

        Delivered("gap").ShouldBe(2);
        Delays().Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_no_signal_told_of_is_found_by_comparison()
    {
        await using var reader = await OpenedAsync();
        _log.Commit();
        reader.Subscription.Offer(_log.Comparison());

        await reader.ShouldDeliverAsync(1);
        await reader.ShouldHaveNothingMoreAsync(_log);

        Delivered("comparison").ShouldBe(1);
        Delays().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Signals_beyond_the_buffer_are_counted_as_dropped_and_what_they_told_as_caught_up()
    {
        const int Many = NotificationSubscription.BufferSize + 10;
        await using var reader = await OpenedAsync();
        for (var i = 0; i < Many; i++)
        {
            reader.Subscription.Offer(_log.Commit());
        }

        await reader.ShouldDeliverAsync([.. Enumerable.Range(1, Many).Select(i => (long)i)]);
        await reader.NextAsync<Recounted>();

        _meters.Of(NotificationMetrics.DroppedName, "surface=hub").Sum().ShouldBe(10);
        Delivered("signal").ShouldBe(1);
        Delivered("gap").ShouldBe(Many - 1);
    }

    [Fact]
    public async Task What_no_surface_shows_is_no_delivery()
    {
        _log.Commit(hidden: true);
        await using var reader = await OpenedAsync();
        (await reader.NextAsync<Retracted>()).Sequence.ShouldBe(1);
        reader.Subscription.Offer(_log.Commit(hidden: true));
        (await reader.NextAsync<Retracted>()).Sequence.ShouldBe(2);
        await reader.ShouldHaveNothingMoreAsync(_log);

        Delivered("connect").ShouldBe(0);
        Delivered("signal").ShouldBe(0);
    }

    [Fact]
    public async Task A_clock_that_is_behind_makes_no_negative_delay()
    {
        await using var reader = await OpenedAsync();
        reader.Subscription.Offer(_log.Commit() with { CommittedAt = _time.GetUtcNow().UtcDateTime.AddMinutes(1) });

        await reader.ShouldDeliverAsync(1);
        await reader.ShouldHaveNothingMoreAsync(_log);

        Delays().ShouldBe([0]);
    }

    public void Dispose() => _meters.Dispose();

    private SubscriptionReader Open(long after) => new(_subscriptions.Open("lan", after, epoch: null, Surface.Hub));

    private async Task<SubscriptionReader> OpenedAsync()
    {
        var reader = Open(after: 0);
        await reader.NextAsync<Welcomed>();
        return reader;
    }

    private double Connections() => _meters.Of(NotificationMetrics.ConnectionsName, "surface=hub").Sum();

    private double Delivered(string source) => _meters.Of(NotificationMetrics.DeliveredName, $"surface=hub source={source}").Sum();

    private IReadOnlyList<double> Delays() => _meters.Of(NotificationMetrics.DelayName);
}

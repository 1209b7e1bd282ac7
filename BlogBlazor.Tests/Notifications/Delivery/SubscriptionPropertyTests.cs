using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Tests.TestKit;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.Notifications.Delivery;

/// <summary>
/// Whatever happens in whatever order, the numbers are right. A failure prints the shortest history found and the seed
/// that brings it back (the environment variable CsCheck_Seed).
/// </summary>
public sealed class SubscriptionPropertyTests
{
    private enum Act
    {
        Commit,
        Burst,
        Offer,
        OfferAgain,
        Lose,
        MarkRead,
        Retract,
        Compare,
        Read,
        FailReads,
        HoldReads,
        ReleaseReads,
        PassTime,
        Expire,
    }

    private static readonly (int Weight, Act Act)[] Usual =
    [
        (6, Act.Commit), (1, Act.Burst), (6, Act.Offer), (2, Act.OfferAgain), (2, Act.Lose), (1, Act.MarkRead), (1, Act.Retract),
        (1, Act.Compare), (6, Act.Read), (1, Act.FailReads), (1, Act.HoldReads), (2, Act.ReleaseReads), (2, Act.PassTime),
    ];

    [Fact]
    public void Every_number_after_the_cursor_comes_once_and_in_order() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[0, 300].Nullable(0.2), History(Usual)).Sample((before, cursor, history) =>
        {
            long? after = cursor is { } c ? Math.Min(c, before) : null;
            var (events, log) = Run(before, after, history);

            var numbers = Numbers(events, after ?? ((Welcomed)events[0]).Snapshot.Latest);
            numbers.Resets.ShouldBe(0);
            numbers.Last.ShouldBe(log.Comparison().Latest);
            events[^1].Unread.ShouldBe(log.Comparison().Unread);
        }, iter: 3000);

    [Fact]
    public void With_retention_every_number_that_is_left_out_was_announced_by_a_reset() =>
        Gen.Select(Gen.Int[0, 300], History([.. Usual, (2, Act.Expire)])).Sample((before, history) =>
        {
            var (events, log) = Run(before, after: 0, history);

            var numbers = Numbers(events, ((Welcomed)events[0]).Snapshot.Oldest - 1);
            numbers.Last.ShouldBe(log.Comparison().Latest);
            events[^1].Unread.ShouldBe(log.Comparison().Unread);
        }, iter: 3000);

    /// <summary>Knows nothing but the rule: each number is the last one plus one, and only a reset says otherwise.</summary>
    private static (long Last, int Resets) Numbers(IReadOnlyList<NotificationEvent> events, long after)
    {
        var (last, resets) = (after, 0);
        events[0].ShouldBeOfType<Welcomed>();
        foreach (var next in events.Skip(1))
        {
            switch (next)
            {
                case Delivered d:
                    d.Notification.Sequence.ShouldBe(++last);
                    break;
                case Retracted r when r.Sequence > last:
                    r.Sequence.ShouldBe(++last);
                    break;
                case WasReset r:
                    r.Oldest.ShouldBeGreaterThan(last);
                    (last, resets) = (r.Oldest - 1, resets + 1);
                    break;
                default:
                    next.ShouldNotBeOfType<Welcomed>();
                    break;
            }
        }

        return (last, resets);
    }

    private static (IReadOnlyList<NotificationEvent> Events, FakeNotificationLog Log) Run(
        int before, long? after, (Act Act, int Number)[] history)
    {
        var time = new FakeTimeProvider();
        var log = new FakeNotificationLog();
        log.Commit(before);
        using var subscription = new NotificationSubscription("lan", after, epoch: null, log, time);
        using var reader = new SteppedReader(subscription);
        var underWay = new List<NotificationSignal>();
        foreach (var (act, number) in history)
        {
            Do(act, number);
        }

        // Whatever was lost: the database answers again, and the comparison comes by, once the buffer has room.
        log.Failures = 0;
        log.Release();
        time.Advance(TimeSpan.FromMinutes(1));
        reader.ReadAll();
        subscription.Offer(log.Comparison());
        reader.ReadAll();
        return (reader.Events, log);

        void Do(Act act, int number)
        {
            var latest = log.Comparison().Latest;
            var some = underWay.Count > 0 ? number % underWay.Count : -1;
            switch (act)
            {
                case Act.Commit:
                    underWay.Add(log.Commit());
                    break;
                case Act.Burst:
                    for (var i = 0; i < number * 3; i++)
                    {
                        subscription.Offer(log.Commit());
                    }

                    break;
                case Act.Offer when some >= 0:
                    subscription.Offer(underWay[some]);
                    underWay.RemoveAt(some);
                    break;
                case Act.OfferAgain when some >= 0:
                    subscription.Offer(underWay[some]);
                    break;
                case Act.Lose when some >= 0:
                    underWay.RemoveAt(some);
                    break;
                case Act.MarkRead:
                    underWay.Add(log.MarkRead(number * latest / 100));
                    break;
                case Act.Retract when latest > 0:
                    if (log.Retract(Math.Max(1, number * latest / 100)) is { } signal)
                    {
                        underWay.Add(signal);
                    }

                    break;
                case Act.Compare:
                    subscription.Offer(log.Comparison());
                    break;
                case Act.Read:
                    for (var i = 0; i < number && reader.TryRead(); i++)
                    {
                        // As many as there are, at most so many.
                    }

                    break;
                case Act.FailReads:
                    log.Failures = number % 3;
                    break;
                case Act.HoldReads:
                    log.Hold();
                    break;
                case Act.ReleaseReads:
                    log.Release();
                    break;
                case Act.PassTime:
                    time.Advance(TimeSpan.FromSeconds(1));
                    break;
                case Act.Expire:
                    log.KeepFrom((number * latest / 100) + 2);
                    break;
            }
        }
    }

    private static Gen<(Act Act, int Number)[]> History((int Weight, Act Act)[] acts) =>
        Gen.Select(Gen.Frequency(acts), Gen.Int[0, 100]).Array[0, 100];
}

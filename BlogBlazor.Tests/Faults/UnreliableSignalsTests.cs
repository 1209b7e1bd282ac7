using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Signals;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Faults;

/// <summary>
/// Two instances on one database, and between them, in the backplane's place, a carrier that drops, doubles, delays and
/// reorders. <c>SubscriptionPropertyTests</c> does the same to a single subscription, in every way it can think of.
/// </summary>
[Trait("Category", "Slow")]
public sealed class UnreliableSignalsTests
{
    private static readonly int Count = FaultScale.Of(300, 10_000);

    [Fact]
    public async Task Nothing_is_lost_when_signals_are_dropped_doubled_delayed_and_reordered()
    {
        var random = FaultScale.Schedule();
        var settings = new Dictionary<string, string> { ["Notifications:ComparisonInterval"] = "00:00:00.500" };
        await using var writing = BlogApplication.Start(settings);
        await using var serving = BlogApplication.Start(settings, writing.Database);
        using var administrator = await writing.RegisterAsync("lan");
        using var minh = await writing.RegisterAsync("minh");
        using var there = minh.At(serving.Address);
        var publisher = new FaultPublisher(administrator, "minh");
        var group = NotificationSignal.GroupOf((await minh.ProfileAsync()).Id);
        using var carrier = Carry(writing, serving, group, random);
        await using var receivers = FaultReceivers.OfEachKind(there);

        await publisher.PublishAsync(Count);

        await new FaultChecker(minh).NothingIsLostAsync(publisher.Acknowledged, receivers);
    }

    private static IDisposable Carry(BlogApplication from, BlogApplication to, string group, Random random)
    {
        var receiving = to.Services.GetRequiredService<SignalGroups>();
        var underWay = new List<NotificationSignal>();
        return from.Services.GetRequiredService<SignalGroups>().Join<NotificationSignal>(group, signal =>
        {
            // Commits signal one after the other, so nobody else is here.
            underWay.Add(signal);
            for (var steps = random.Next(4); steps > 0 && underWay.Count > 0; steps--)
            {
                var some = random.Next(underWay.Count);
                var what = random.Next(10);
                if (what > 0)
                {
                    receiving.SendHere(group, underWay[some]);
                }

                if (what < 8)
                {
                    underWay.RemoveAt(some);
                }
            }
        });
    }
}

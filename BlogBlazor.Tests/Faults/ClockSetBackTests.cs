using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Faults;

/// <summary>Order is by number, never by time.</summary>
[Trait("Category", "Slow")]
public sealed class ClockSetBackTests
{
    [Fact]
    public async Task Nothing_is_lost_or_turned_round_when_the_clock_goes_back_an_hour()
    {
        var clock = new WrongClock();
        await using var app = BlogApplication.Start(services: services => services.AddSingleton<TimeProvider>(clock));
        using var administrator = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var publisher = new FaultPublisher(administrator, "minh");
        await using var receivers = FaultReceivers.OfEachKind(minh);

        await publisher.PublishAsync(50);
        clock.Wrong = TimeSpan.FromHours(-1);
        await publisher.PublishAsync(50);
        receivers.OfType<SocketReceiver>().Single().CutLine();
        await publisher.PublishAsync(50);

        await new FaultChecker(minh).NothingIsLostAsync(publisher.Acknowledged, receivers);
        await using var late = FaultReceivers.OfEachKind(minh);
        await new FaultChecker(minh).NothingIsLostAsync(publisher.Acknowledged, late);
    }

    /// <summary>Tells a wrong time; timers run on, as they do when an operator or NTP sets a clock.</summary>
    private sealed class WrongClock : TimeProvider
    {
        public TimeSpan Wrong { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Wrong;
    }
}

using static BlogBlazor.Tests.Scale.ReconnectStorm;

namespace BlogBlazor.Tests.Scale;

public sealed class ReconnectStormTests
{
    [Fact]
    public void Nobody_is_back_sooner_than_the_instances_can_take_them_and_all_are_back_soon_after()
    {
        var storm = new ReconnectStorm(Clients: 10_000, Capacity: 1000, Queue: 1024, OfTheClient).Run(seed: 1);

        storm.All.ShouldBeGreaterThan(10_000 / 1000);
        storm.All.ShouldBeLessThan(4 * 10_000 / 1000 + 30);
    }

    [Fact]
    public void Waiting_longer_each_time_asks_less_of_the_instances_than_a_fixed_pause()
    {
        var own = new ReconnectStorm(100_000, 1000, 1024, OfTheClient).Run(seed: 1);
        var simple = new ReconnectStorm(100_000, 1000, 1024, EveryThreeSeconds).Run(seed: 1);

        own.Attempts.ShouldBeLessThan(simple.Attempts / 2);
    }

    [Fact]
    public void A_small_storm_is_over_when_the_first_delays_are() =>
        new ReconnectStorm(100, 1000, 1024, AfterGoodbye).Run(seed: 1).All.ShouldBeLessThan(3.1);

    [Fact]
    public void One_schedule_gives_one_result()
    {
        var storm = new ReconnectStorm(1000, 100, 512, OfTheClient);

        storm.Run(seed: 7).ShouldBe(storm.Run(seed: 7));
    }
}

using System.Net;
using BlogBlazor.Tests.TestKit;
using Npgsql;

namespace BlogBlazor.Tests.Faults;

/// <summary>
/// The network is cut between one instance and both PostgreSQL and Redis: nothing passes, and nobody is told. The other
/// instance goes on, the cut one says that it is not ready, and catches up afterwards.
/// </summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class CutOffInstanceTests : IAsyncLifetime
{
    private readonly RedisServer _redis = new();
    private readonly string _database = PostgreSqlServer.OfThisRun.CreateDatabase();

    [Fact]
    public async Task The_other_goes_on_and_the_cut_off_one_catches_up()
    {
        var server = PostgreSqlServer.OfThisRun;
        await using var toPostgreSql = new TestLine(new Uri($"tcp://127.0.0.1:{server.Port}"));
        await using var toRedis = new TestLine(new Uri($"tcp://127.0.0.1:{_redis.Port}"));
        await using var a = Start(server.Port, _redis.Port);
        await using var b = Start(toPostgreSql.Address.Port, toRedis.Address.Port);
        using var administrator = await a.RegisterAsync("lan");
        using var minh = await a.RegisterAsync("minh");
        using var there = minh.At(b.Address);
        var publisher = new FaultPublisher(administrator, "minh");
        await using var receivers = FaultReceivers.OfEachKind(minh, there);
        await publisher.PublishAsync(10);
        await receivers.ReachAsync(10);

        toPostgreSql.Cut();
        toRedis.Cut();
        await publisher.PublishAsync(50);
        await FaultReceivers.ReachAsync(receivers.Take(4), 60);
        publisher.Refused.ShouldBe(0);
        (await StatusOfAsync(minh)).ShouldBe(HttpStatusCode.OK);
        (await StatusOfAsync(there)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        receivers.Skip(4).ShouldAllBe(receiver => receiver.Cursor == 10);

        toPostgreSql.Mend();
        toRedis.Mend();
        await new FaultChecker(minh).NothingIsLostAsync(publisher.Acknowledged, receivers);
        await publisher.PublishAsync(10);
        await new FaultChecker(minh).NothingIsLostAsync(publisher.Acknowledged, receivers);
        (await StatusOfAsync(there)).ShouldBe(HttpStatusCode.OK);
    }

    public ValueTask InitializeAsync() => new(_redis.StartAsync());

    public async ValueTask DisposeAsync()
    {
        PostgreSqlServer.OfThisRun.DropDatabase(_database);
        await _redis.DisposeAsync();
    }

    private static async Task<HttpStatusCode> StatusOfAsync(TestUser user)
    {
        using var ready = await user.GetAsync("/health/ready");
        return ready.StatusCode;
    }

    private BlogApplication Start(int postgreSql, int redis) => BlogApplication.Start(new Dictionary<string, string>
    {
        ["Database:Provider"] = "PostgreSQL",
        ["ConnectionStrings:Blog"] = new NpgsqlConnectionStringBuilder(PostgreSqlServer.OfThisRun.ConnectionString(_database))
        {
            Port = postgreSql,
            Timeout = 2,
            CommandTimeout = 2,
        }.ConnectionString,
        ["ConnectionStrings:Redis"] = $"127.0.0.1:{redis}",
        ["Notifications:MaxSocketsPerUser"] = "100",
    });
}

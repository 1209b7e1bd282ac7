using System.Diagnostics;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Faults;

/// <summary>`kill -9` at any moment: what was acknowledged is stored, and what is stored arrives.</summary>
[Trait("Category", "Slow")]
public sealed class KilledServerTests : IDisposable
{
    private static readonly int Kills = FaultScale.Of(3, 100);
    private static readonly int PerKill = FaultScale.Of(150, 1000);

    private readonly TestDatabase _database = new();
    private readonly Uri _address = ServerProcess.FreeAddress();

    private (string, string)[] Settings =>
    [
        .. _database.Settings,
        ("Notifications:MaxKeptPerUser", "1000000"),
    ];

    [Fact]
    public async Task Nothing_is_lost_when_the_server_is_killed_at_random_moments()
    {
        var random = FaultScale.Schedule();
        using var administrator = new TestUser(_address, ServerProcess.AdministratorEmail);
        using var minh = new TestUser(_address, "minh@example.com");
        var server = await ServerProcess.StartAsync(_address, Settings);
        await administrator.SignInAsync();
        await minh.RegisterAsync();
        var publisher = new FaultPublisher(administrator, "minh");
        var checker = new FaultChecker(minh);
        await using var receivers = FaultReceivers.OfEachKind(minh);
        var clock = Stopwatch.StartNew();

        for (var kill = 0; kill < Kills; kill++)
        {
            var killAt = random.Next(PerKill) + 1;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var publishing = publisher.PublishAsync(PerKill, acknowledged: count =>
            {
                if (count == killAt)
                {
                    reached.TrySetResult();
                }
            });
            await reached.Task;
            await Task.Delay(TimeSpan.FromMicroseconds(random.Next(20_000)), TestContext.Current.CancellationToken);
            await server.DisposeAsync();
            server = await ServerProcess.StartAsync(_address, Settings);
            await publishing;
            await checker.NothingIsLostAsync(publisher.Acknowledged, receivers);
        }

        FaultScale.Say($"{Kills} kills, {publisher.Acknowledged.Count} acknowledged, {checker.Stored} stored, in {clock.Elapsed}");
        await server.DisposeAsync();
    }

    public void Dispose() => _database.Dispose();
}

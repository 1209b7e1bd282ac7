using BlogBlazor.Tests.Notifications.Webhooks;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Faults;

/// <summary>`kill -9` while webhooks are delivered, to a receiver that fails at random: all of it arrives, in order.</summary>
[Trait("Category", "Slow")]
public sealed class KilledWebhookTests : IDisposable
{
    private static readonly int Kills = FaultScale.Of(2, 20);
    private static readonly int PerKill = FaultScale.Of(60, 500);

    private readonly TestDatabase _database = new();
    private readonly Uri _address = ServerProcess.FreeAddress();

    [Fact]
    public async Task Every_notification_arrives_at_least_once_in_the_order_of_their_first_arrival()
    {
        var random = FaultScale.Schedule();
        (string, string)[] settings = [.. _database.Settings, ("Outgoing:AllowPrivateAddresses", "true"), ("Notifications:ComparisonInterval", "00:00:01")];
        using var lan = new TestUser(_address, ServerProcess.AdministratorEmail);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (_, _) =>
        {
            lock (random)
            {
                return Task.FromResult(random.Next(40) == 0 ? 500 : 200);
            }
        };
        var server = await ServerProcess.StartAsync(_address, settings);
        await lan.SignInAsync();
        var secret = await lan.AddWebhookAsync(receiver.Url);
        var handle = (await lan.ProfileAsync()).Handle;
        var publisher = new FaultPublisher(lan, handle);

        for (var kill = 1; kill <= Kills; kill++)
        {
            var already = receiver.Taken.Count;
            var publishing = publisher.PublishAsync(PerKill, acknowledged: _ => { });
            await receiver.UntilAsync(r => r.Taken.Count >= already + 5, FaultScale.Patience);
            await server.DisposeAsync();
            server = await ServerProcess.StartAsync(_address, settings);
            await publishing;
        }

        var stored = (await lan.GetJsonAsync("/api/notifications?limit=1")).Number("latest");
        // A lease outlives its holder by 20 s, and an attempt that failed waits for five.
        await receiver.UntilAsync(r => r.Taken.Count >= stored, 2 * FaultScale.Patience);
        await server.DisposeAsync();
        receiver.Taken.ShouldBe(Enumerable.Range(1, (int)stored).Select(number => (long)number));
        receiver.All.ShouldAllBe(r => r.IsSignedWith(secret));
        FaultScale.Say($"{Kills} kills, {stored} stored, {receiver.All.Count} requests of which {receiver.All.Count(r => r.Status == 500)} failed");
    }

    public void Dispose() => _database.Dispose();
}

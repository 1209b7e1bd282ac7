using System.Text.Json;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Signals;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Faults;

/// <summary>Whoever subscribes while others publish gets every number after their cursor, once, in order.</summary>
[Trait("Category", "Slow")]
public sealed class SubscribingTests : IDisposable
{
    private static readonly int InProcess = FaultScale.Of(500, 10_000);
    private static readonly int OverSockets = FaultScale.Of(60, 1_000);

    private readonly CancellationTokenSource _patience = new(FaultScale.Patience);

    /// <summary>Real threads, and no comparison that comes to help.</summary>
    [Fact]
    public async Task Subscriptions_that_begin_at_any_moment_have_no_gap_and_no_repeat()
    {
        const int Written = 2_000;
        var random = FaultScale.Schedule();
        var groups = new SignalGroups();
        for (var left = InProcess; left > 0;)
        {
            var log = new FakeNotificationLog();
            var subscriptions = new NotificationSubscriptions(groups, log, TestMeters.Unheard, TimeProvider.System);
            var writing = Task.Run(
                () =>
                {
                    for (var number = 1; number <= Written; number++)
                    {
                        groups.Send(NotificationSignal.GroupOf("lan"), log.Commit());
                    }
                },
                _patience.Token);
            var reading = new List<Task>();
            while (left > 0 && (reading.Count == 0 || !writing.IsCompleted))
            {
                long? after = random.Next(4) == 0 ? null : random.NextInt64(log.Comparison().Latest + 1);
                reading.Add(Task.Run(() => ReadToAsync(Written, subscriptions, after), _patience.Token));
                left--;
                await Task.Yield();
            }

            await writing;
            await Task.WhenAll(reading);
            groups.Joined.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Sockets_that_connect_at_any_moment_have_no_gap_and_no_repeat()
    {
        const int Late = 20;
        var random = FaultScale.Schedule();
        await using var app = BlogApplication.Start(new Dictionary<string, string> { ["Notifications:MaxSocketsPerUser"] = "1000" });
        using var administrator = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var publisher = new FaultPublisher(administrator, "minh");

        for (var left = OverSockets; left > 0; left -= Late)
        {
            var known = publisher.Acknowledged.Count;
            var wanted = known + Late;
            var publishing = publisher.PublishAsync(Late);
            await Task.WhenAll(Enumerable.Range(0, Late).Select(_ => ReadToAsync(wanted, minh, random.Next(known + 1))));
            await publishing;
        }
    }

    public void Dispose() => _patience.Dispose();

    private static async Task ReadToAsync(int last, TestUser user, long cursor)
    {
        await using var socket = await user.ConnectAsync($"?after={cursor}");
        while (cursor < last)
        {
            JsonElement frame = await socket.ReceiveAsync();
            if (frame.Type() == "notification")
            {
                frame.Number("id").ShouldBe(++cursor);
            }
            else
            {
                frame.Type().ShouldBeOneOf("welcome", "heartbeat");
            }
        }
    }

    private async Task ReadToAsync(int last, NotificationSubscriptions subscriptions, long? after)
    {
        using var subscription = subscriptions.Open("lan", after, epoch: null, Surface.Circuit);
        await foreach (var next in subscription.ReadAllAsync(_patience.Token))
        {
            switch (next)
            {
                case Welcomed w:
                    after ??= w.Snapshot.Latest;
                    break;
                case Delivered d:
                    after++;
                    d.Notification.Sequence.ShouldBe(after!.Value);
                    break;
                default:
                    next.ShouldBeOfType<Recounted>();
                    break;
            }

            if (after >= last)
            {
                return;
            }
        }
    }
}

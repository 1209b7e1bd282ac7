using System.Diagnostics.Metrics;
using BlogBlazor.Notifications;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications;

/// <summary>Every surface is counted under its own name (circuits: see <c>Operating/FiguresPageTests</c>).</summary>
[Trait("Category", "Integration")]
public sealed class NotificationMetricsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connections_and_deliveries_are_counted_by_surface()
    {
        var reads = new HeldReads();
        await using var app = BlogApplication.Start(services: services => services.InterceptDatabase(reads));
        using var meters = new TestMeters(app);
        using var lan = await app.RegisterAsync("lan");
        var id = (await lan.ProfileAsync()).Id;
        await using (var socket = await lan.ConnectAsync("?after=0"))
        await using (var events = await TestEventSource.OpenAsync(lan.Http, "?after=0"))
        await using (var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(app.Address, "/hubs/notifications"), options => options.Cookies = lan.Cookies).Build())
        {
            // What comes before a receiver has read where it starts needs no signal.
            (await socket.ReceiveAsync()).Type().ShouldBe("welcome");
            await events.ReceiveAsync("welcome");
            await hub.StartAsync(Cancel);
            var stream = await hub.StreamAsChannelAsync<object>("Subscribe", null, null, Cancel);
            (await stream.WaitToReadAsync(Cancel).AsTask().WaitAsync(TestSocket.Patience, Cancel)).ShouldBeTrue();
            var looked = reads.AnswerToNext("\"RetractedAt\" IS NULL");
            var poll = lan.GetJsonAsync("/api/notifications?after=0&wait=50");
            await looked.WaitAsync(TestSocket.Patience, Cancel);
            await EachAsync(surface => meters.UntilSumAsync(NotificationMetrics.ConnectionsName, $"surface={surface}", 1));

            await app.NotifyAsync(id, "hello");

            await EachAsync(surface => meters.UntilSumAsync(NotificationMetrics.DeliveredName, $"surface={surface} source=signal", 1));
            (await poll.WaitAsync(TestSocket.Patience, Cancel)).Ids().ShouldBe([1]);
            meters.Of(NotificationMetrics.DelayName).Count.ShouldBe(4);
            meters.Of(NotificationMetrics.DelayName).ShouldAllBe(delay => delay > 0 && delay < 20);
        }

        await EachAsync(surface => meters.UntilSumAsync(NotificationMetrics.ConnectionsName, $"surface={surface}", 0));
    }

    [Fact]
    public void Each_says_in_which_unit_and_what_it_counts()
    {
        var seen = new List<(string, string?, string?)>();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Scope == meters)
                {
                    seen.Add((instrument.Name, instrument.Unit, instrument.Description));
                }
            },
        };
        listener.Start();

        _ = new NotificationMetrics(meters);

        seen.ShouldBe(
        [
            (NotificationMetrics.ConnectionsName, "{connection}", "Receivers that are open now."),
            (NotificationMetrics.DeliveredName, "{notification}", "Notifications that receivers were given."),
            (NotificationMetrics.DroppedName, "{signal}", "Signals that found a receiver's buffer full."),
            (NotificationMetrics.DelayName, "s", "From the commit of a notification to its delivery, to receivers that were open then."),
        ]);
    }

    private static Task EachAsync(Func<string, Task> act) =>
        Task.WhenAll(new[] { "websocket", "sse", "hub", "longpoll" }.Select(act));
}

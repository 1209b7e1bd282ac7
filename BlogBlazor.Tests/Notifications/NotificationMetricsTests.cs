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
        await using var app = BlogApplication.Start();
        using var meters = new TestMeters(app);
        using var lan = await app.RegisterAsync("lan");
        var id = (await lan.ProfileAsync()).Id;
        await using (await lan.ConnectAsync())
        await using (await TestEventSource.OpenAsync(lan.Http))
        await using (var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(app.Address, "/hubs/notifications"), options => options.Cookies = lan.Cookies).Build())
        {
            await hub.StartAsync(Cancel);
            var stream = await hub.StreamAsChannelAsync<object>("Subscribe", null, null, Cancel);
            (await stream.WaitToReadAsync(Cancel).AsTask().WaitAsync(TestSocket.Patience, Cancel)).ShouldBeTrue();
            var poll = lan.GetJsonAsync("/api/notifications?after=0&wait=50");
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

using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Webhooks;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.Notifications.Webhooks;

/// <summary>Several instances on one database deliver each notification once; what one of them dies over, another delivers.</summary>
[Trait("Category", "Integration")]
public sealed class WebhooksAcrossInstancesTests
{
    private static readonly Dictionary<string, string> Settings = new() { ["Notifications:ComparisonInterval"] = "00:00:00.100" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_that_both_notify_deliver_each_once_and_in_order()
    {
        await using var a = BlogApplication.Start(Settings);
        await using var b = BlogApplication.Start(Settings, a.Database);
        await using var receiver = await WebhookReceiver.StartAsync();
        using var lan = await a.RegisterAsync("lan");
        await lan.AddWebhookAsync(receiver.Url);
        var lanId = (await lan.ProfileAsync()).Id;

        await Task.WhenAll(NotifyAsync(a), NotifyAsync(b));
        await receiver.UntilAsync(r => r.All.Count >= 100);
        await a.UntilAsync(w => w.Cursor == 100);

        receiver.All.Select(r => r.Sequence).ShouldBe(Enumerable.Range(1, 100).Select(number => (long)number));

        async Task NotifyAsync(BlogApplication app)
        {
            for (var i = 0; i < 50; i++)
            {
                await app.NotifyAsync(lanId, "hello");
            }
        }
    }

    [Fact]
    public async Task Where_one_comparison_has_shown_a_webhook_what_is_written_then_waits_for_no_other()
    {
        // Clocks that stand still: each compares at its start, the first of them before there is a webhook, and never again.
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var idle = BlogApplication.Start(services: services => services.AddSingleton<TimeProvider>(time));
        await using var receiver = await WebhookReceiver.StartAsync();
        using var lan = await idle.RegisterAsync("lan");
        await lan.AddWebhookAsync(receiver.Url);
        var lanId = (await lan.ProfileAsync()).Id;
        await idle.NotifyAsync(lanId, "first");
        await using var app = BlogApplication.Start(
            database: idle.Database, services: services => services.AddSingleton<TimeProvider>(time));
        await receiver.UntilAsync(r => r.Taken.Count == 1);

        await app.NotifyAsync(lanId, "second");

        await receiver.UntilAsync(r => r.Taken.Count == 2);
    }

    [Fact]
    public async Task A_lease_is_one_holder_s_until_it_ends_and_who_lost_it_writes_nothing()
    {
        var time = new LaterTime();
        // The worker of the application leaves this webhook alone: it has nothing to deliver.
        await using var app = BlogApplication.Start(services: services => services.AddSingleton<TimeProvider>(time));
        using var lan = await app.RegisterAsync("lan");
        await lan.AddWebhookAsync("http://127.0.0.1:9/hook");
        var id = (await app.WebhookAsync()).Id;
        var leases = app.Services.GetRequiredService<WebhookLeases>();

        await using var first = (await leases.TakeAsync(id, Cancel)).ShouldNotBeNull();
        (await leases.TakeAsync(id, Cancel)).ShouldBeNull();
        time.Later += TimeSpan.FromSeconds(21);
        await using var second = (await leases.TakeAsync(id, Cancel)).ShouldNotBeNull();

        (await first.DeliveredAsync(5, Cancel)).ShouldBeFalse();
        await first.DisposeAsync();
        (await app.WebhookAsync()).Cursor.ShouldBe(0);
        (await second.DeliveredAsync(1, Cancel)).ShouldBeTrue();
        (await app.WebhookAsync()).Cursor.ShouldBe(1);
    }

    [Fact]
    public async Task A_lease_from_before_the_clock_was_set_back_holds_nobody_up()
    {
        var time = new LaterTime();
        await using var app = BlogApplication.Start(services: services => services.AddSingleton<TimeProvider>(time));
        using var lan = await app.RegisterAsync("lan");
        await lan.AddWebhookAsync("http://127.0.0.1:9/hook");
        var id = (await app.WebhookAsync()).Id;
        var leases = app.Services.GetRequiredService<WebhookLeases>();
        await using var before = await leases.TakeAsync(id, Cancel);

        time.Later -= TimeSpan.FromHours(1);

        await using var after = (await leases.TakeAsync(id, Cancel)).ShouldNotBeNull();
    }
}

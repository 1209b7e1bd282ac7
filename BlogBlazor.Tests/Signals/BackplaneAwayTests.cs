using System.Net;
using System.Text.Json;
using BlogBlazor.Signals;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Signals;

[Trait("Category", "Slow")]
public sealed class RedisAwayTests() : BackplaneAwayTests(new RedisServer());

[Trait("Category", "Slow")]
public sealed class GarnetAwayTests() : BackplaneAwayTests(new GarnetServerFixture());

/// <summary>Redis carries wake-ups only: without it everything goes on, later on the other instance, and nothing is lost.</summary>
public abstract class BackplaneAwayTests(ITestRedis redis) : IAsyncLifetime
{
    private static readonly TimeSpan NotSlowed = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => new(redis.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await redis.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Signals_on_the_same_instance_never_go_through_it()
    {
        await using var instances = TwoInstances.Start(redis, comparing: false);
        using var lan = await instances.A.RegisterAsync("lan");
        using var minh = await instances.A.RegisterAsync("minh");
        var slug = await lan.PublishAsync();
        await using var before = await lan.ConnectAsync("?after=0");
        await TwoInstances.ConnectedAsync(instances.A, instances.B);
        await redis.StopAsync();

        await minh.CommentAsync(slug).WaitAsync(NotSlowed, Cancel);
        await using var since = await lan.ConnectAsync("?after=1").WaitAsync(NotSlowed, Cancel);
        await since.ReceiveAsync("welcome");
        await minh.CommentAsync(slug).WaitAsync(NotSlowed, Cancel);

        (await before.ReceiveAsync("notification")).GetProperty("id").GetInt64().ShouldBe(1);
        (await before.ReceiveAsync("notification")).GetProperty("id").GetInt64().ShouldBe(2);
        (await since.ReceiveAsync("notification")).GetProperty("id").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task The_other_instance_finds_it_by_comparison()
    {
        await using var instances = TwoInstances.Start(redis, comparing: true);
        using var lan = await instances.A.RegisterAsync("lan");
        using var lanOnB = instances.OnB(lan);
        var lanId = (await lan.ProfileAsync()).Id;
        await using var before = await lanOnB.ConnectAsync("?after=0");
        await TwoInstances.ConnectedAsync(instances.A, instances.B);
        await redis.StopAsync();

        await using var since = await lanOnB.ConnectAsync("?after=0").WaitAsync(NotSlowed, Cancel);
        await since.ReceiveAsync("welcome");
        await instances.A.NotifyAsync(lanId, "Away");

        foreach (var socket in new[] { before, since })
        {
            (await socket.ReceiveAsync("notification")).GetProperty("message").GetString().ShouldBe("Away");
        }
    }

    [Fact]
    public async Task Back_and_empty_it_carries_signals_again_to_who_joined_before_and_meanwhile()
    {
        await using var instances = TwoInstances.Start(redis, comparing: false);
        using var lan = await instances.A.RegisterAsync("lan");
        using var minh = await instances.A.RegisterAsync("minh");
        using var lanOnB = instances.OnB(lan);
        using var minhOnB = instances.OnB(minh);
        await using var before = await lanOnB.ConnectAsync("?after=0");
        await TwoInstances.ConnectedAsync(instances.A, instances.B);
        await redis.StopAsync();
        await using var meanwhile = await minhOnB.ConnectAsync("?after=0").WaitAsync(NotSlowed, Cancel);
        await instances.A.NotifyAsync((await lan.ProfileAsync()).Id, "Away");

        await redis.StartAsync();
        await TwoInstances.ConnectedAsync(instances.A, instances.B);
        await TwoInstances.ConnectedAsync(instances.B, instances.A);
        await instances.A.NotifyAsync((await lan.ProfileAsync()).Id, "Back");
        await instances.A.NotifyAsync((await minh.ProfileAsync()).Id, "Back");

        (await before.ReceiveAsync("notification")).GetProperty("message").GetString().ShouldBe("Away");
        (await before.ReceiveAsync("notification")).GetProperty("message").GetString().ShouldBe("Back");
        (await meanwhile.ReceiveAsync("notification")).GetProperty("message").GetString().ShouldBe("Back");
    }

    [Fact]
    public async Task Started_after_the_instances_it_carries_signals_then()
    {
        await redis.StopAsync();
        await using var instances = TwoInstances.Start(redis, comparing: false);
        using var lan = await instances.A.RegisterAsync("lan");
        using var lanOnB = instances.OnB(lan);
        await using var onB = await lanOnB.ConnectAsync("?after=0");

        await redis.StartAsync();
        await TwoInstances.ConnectedAsync(instances.A, instances.B);
        await instances.A.NotifyAsync((await lan.ProfileAsync()).Id, "Now");

        (await onB.ReceiveAsync("notification")).GetProperty("message").GetString().ShouldBe("Now");
    }

    [Fact]
    public async Task Signing_out_on_one_ends_what_is_open_on_the_other_without_it()
    {
        await using var instances = TwoInstances.Start(redis, comparing: false);
        using var lan = await instances.A.RegisterAsync("lan");
        using var lanOnB = instances.OnB(lan);
        await using var socket = await lanOnB.ConnectAsync();
        await redis.StopAsync();

        using var response = await lan.PostAsync("/api/account/logout", new { }).WaitAsync(NotSlowed, Cancel);
        response.EnsureSuccessStatusCode();

        // By the regular look at all sign-ins, well within the minute of the contract.
        (await socket.ReceiveCloseAsync()).ShouldBe(4001);
    }

    [Fact]
    public async Task The_site_is_ready_with_it_and_degraded_but_ready_without()
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string> { ["ConnectionStrings:Redis"] = redis.ConnectionString });
        using var anyone = app.Anonymous();
        using var meters = new TestMeters(app);
        (await ReadyAsync(anyone)).ShouldBe((HttpStatusCode.OK, "Healthy", "Healthy", "Healthy"));
        meters.Observe(BackplaneMetrics.ConnectedName).ShouldBe(1);

        await redis.StopAsync();

        (await ReadyAsync(anyone)).ShouldBe((HttpStatusCode.OK, "Degraded", "Healthy", "Degraded"));
        meters.Observe(BackplaneMetrics.ConnectedName).ShouldBe(0);
        await app.NotifyAsync("somebody", "Not sent");
        await meters.UntilSumAsync(BackplaneMetrics.DroppedName, "", 1);
    }

    [Fact]
    public async Task An_instance_ends_in_time_without_it()
    {
        await using var instances = TwoInstances.Start(redis, comparing: false);
        using var lan = await instances.A.RegisterAsync("lan");
        using var lanOnB = instances.OnB(lan);
        var lanId = (await lan.ProfileAsync()).Id;
        await using var socket = await lanOnB.ConnectAsync();
        await TwoInstances.ConnectedAsync(instances.A, instances.B);
        await redis.StopAsync();
        await instances.B.NotifyAsync(lanId, "Not sent");

        var ending = instances.B.DisposeAsync().AsTask();

        (await socket.ReceiveCloseAsync()).ShouldBe(1012);
        await ending.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    private static async Task<(HttpStatusCode, string? All, string? Database, string? Backplane)> ReadyAsync(TestUser user)
    {
        using var response = await user.Http.GetAsync("/health/ready", Cancel);
        var health = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancel));
        var parts = health.GetProperty("parts");
        return (response.StatusCode, health.Text("status"), Of("database"), Of("backplane"));

        string? Of(string part) => parts.GetProperty(part).Text("status");
    }
}

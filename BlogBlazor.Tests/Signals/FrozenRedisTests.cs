using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Signals;

/// <summary>The worst that Redis can do: keep its connections open and answer nothing.</summary>
[Trait("Category", "Slow")]
public sealed class FrozenRedisTests : IAsyncLifetime
{
    private static readonly TimeSpan NotSlowed = TimeSpan.FromSeconds(5);

    private readonly RedisServer _redis = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => new(_redis.StartAsync());

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Requests_are_not_slowed_and_signals_go_on_when_it_wakes()
    {
        await using var instances = TwoInstances.Start(_redis, comparing: false);
        using var lan = await instances.A.RegisterAsync("lan");
        using var minh = await instances.A.RegisterAsync("minh");
        using var lanOnB = instances.OnB(lan);
        using var minhOnB = instances.OnB(minh);
        var slug = await lan.PublishAsync();
        await using var onA = await lan.ConnectAsync();
        await using var onB = await lanOnB.ConnectAsync();
        await TwoInstances.ConnectedAsync(instances.A, instances.B);

        await _redis.FreezeAsync();
        await minh.CommentAsync(slug).WaitAsync(NotSlowed, Cancel);
        (await onA.ReceiveAsync().WaitAsync(NotSlowed, Cancel)).GetProperty("id").GetInt64().ShouldBe(1);
        await using var meanwhile = await minhOnB.ConnectAsync().WaitAsync(NotSlowed, Cancel);
        await _redis.StaysSilentAsync();

        await _redis.ThawAsync();
        await TwoInstances.ConnectedAsync(instances.A, instances.B);
        await minh.CommentAsync(slug);
        await instances.A.NotifyAsync((await minh.ProfileAsync()).Id, "Awake");

        (await onB.ReceiveAsync()).GetProperty("id").GetInt64().ShouldBe(1);
        (await onB.ReceiveAsync()).GetProperty("id").GetInt64().ShouldBe(2);
        (await meanwhile.ReceiveAsync()).GetProperty("message").GetString().ShouldBe("Awake");
    }

    [Fact]
    public async Task An_instance_starts_in_time()
    {
        await _redis.FreezeAsync();

        var starting = Task.Run(() => BlogApplication.Start(
            new Dictionary<string, string> { ["ConnectionStrings:Redis"] = $"127.0.0.1:{_redis.Port}" }), Cancel);

        await using var app = await starting.WaitAsync(TestSocket.Patience, Cancel);
        using var lan = await app.RegisterAsync("lan").WaitAsync(NotSlowed, Cancel);
        await using var socket = await lan.ConnectAsync().WaitAsync(NotSlowed, Cancel);
    }

    [Fact]
    public async Task An_instance_ends_in_time()
    {
        await using var instances = TwoInstances.Start(_redis, comparing: false);
        using var lan = await instances.A.RegisterAsync("lan");
        using var lanOnB = instances.OnB(lan);
        var lanId = (await lan.ProfileAsync()).Id;
        await using var socket = await lanOnB.ConnectAsync();
        await TwoInstances.ConnectedAsync(instances.A, instances.B);
        await _redis.FreezeAsync();
        await instances.B.NotifyAsync(lanId, "Not sent");

        var ending = instances.B.DisposeAsync().AsTask();

        (await socket.ReceiveCloseAsync()).ShouldBe(1012);
        await ending.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }
}

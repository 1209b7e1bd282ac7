using System.Diagnostics;
using System.Net;
using BlogBlazor.Tests.TestKit;
using static BlogBlazor.Tests.TestKit.LocalCluster;

namespace BlogBlazor.Tests.Faults;

/// <summary>
/// Two instances, PostgreSQL, Redis and nginx in processes of their own, each of which fails while publishers publish and
/// receivers of every kind receive, on either instance and through nginx.
/// </summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class ClusterTests(ClusterTests.Fixture fixture) : IClassFixture<ClusterTests.Fixture>, IAsyncLifetime
{
    /// <summary>The comparison of cursors, every five seconds, and as much again.</summary>
    private static readonly TimeSpan WithoutRedis = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestWaitForRedis = TimeSpan.FromSeconds(2);

    private readonly LocalCluster _cluster = fixture.Cluster;
    private readonly TestUser _administrator = fixture.Administrator;
    private readonly string _handle = $"minh-{Guid.NewGuid().ToString("N")[..6]}";
    private TestUser _minh = null!;
    private TestUser[] _everywhere = [];
    private FaultPublisher _publisher = null!;
    private FaultReceivers _receivers = null!;

    /// <summary>One for all: whatever a test takes away it brings back.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        public LocalCluster Cluster { get; private set; } = null!;
        public TestUser Administrator { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Cluster = await LocalCluster.StartAsync();
            Administrator = new TestUser(Cluster.Address, ServerProcess.AdministratorEmail);
            await Administrator.SignInAsync();
        }

        public async ValueTask DisposeAsync()
        {
            Administrator.Dispose();
            await Cluster.DisposeAsync();
        }
    }

    public async ValueTask InitializeAsync()
    {
        _minh = new TestUser(_cluster.Address, $"{_handle}@example.com");
        await _minh.RegisterAsync();
        _everywhere = [_minh, _minh.At(_cluster.AddressOf(A)), _minh.At(_cluster.AddressOf(B))];
        _publisher = new FaultPublisher(_administrator, _handle);
        _receivers = FaultReceivers.OfEachKind(_everywhere);
        await _publisher.PublishAsync(10);
        await _receivers.ReachAsync(10);
    }

    public async ValueTask DisposeAsync()
    {
        await _receivers.DisposeAsync();
        foreach (var user in _everywhere)
        {
            user.Dispose();
        }
    }

    [Fact]
    public async Task Nothing_is_lost_when_instances_are_killed_at_random_moments()
    {
        var random = FaultScale.Schedule();
        var checker = new FaultChecker(_minh);
        var kills = FaultScale.Of(4, 50);
        for (var kill = 0; kill < kills; kill++)
        {
            var instance = random.Next(2) == 0 ? A : B;
            var killAt = random.Next(200) + 1;
            await WhilePublishingAsync(300, killAt, async () =>
            {
                await _cluster.KillAsync(instance);
                await _cluster.StartAsync(instance);
            });
            await checker.NothingIsLostAsync(_publisher.Acknowledged, _receivers);
        }

        FaultScale.Say($"{kills} kills, {_publisher.Acknowledged.Count} acknowledged, {_publisher.Refused} refused, {checker.Stored} stored");
    }

    [Fact]
    public async Task Nothing_is_lost_and_no_page_fails_when_the_instances_are_restarted_one_after_the_other()
    {
        using var enough = new CancellationTokenSource();
        var pages = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReadPagesAsync(enough.Token)));
        await WhilePublishingAsync(FaultScale.Of(600, 10_000), 100, async () =>
        {
            foreach (var instance in new[] { A, B })
            {
                await _cluster.StopAsync(instance);
                await _cluster.StartAsync(instance);
            }
        });
        await enough.CancelAsync();

        (await pages).Sum().ShouldBeGreaterThan(0);
        await new FaultChecker(_minh).NothingIsLostAsync(_publisher.Acknowledged, _receivers);
        FaultScale.Say($"{(await pages).Sum()} pages read, {_publisher.Acknowledged.Count} acknowledged, {_publisher.Refused} refused");
    }

    [Fact]
    public async Task Redis_away_frozen_full_or_restarted_empty_costs_only_time_on_the_other_instance()
    {
        var welcomes = _receivers.Select(receiver => receiver.Welcomes).ToList();

        await _cluster.StopAsync(Redis);
        await ShouldArriveAsync();
        await Task.Delay(TimeSpan.FromSeconds(FaultScale.Of(1, 60)), TestContext.Current.CancellationToken);
        await ShouldArriveAsync();
        await _cluster.StartAsync(Redis);
        await ShouldArriveAsync();

        await _cluster.SignalAsync(Redis, "STOP");
        await ShouldArriveAsync();
        await _cluster.SignalAsync(Redis, "CONT");
        await ShouldArriveAsync();

        await _cluster.KillAsync(Redis);
        await _cluster.StartAsync(Redis);
        await ShouldArriveAsync();

        await TellRedisAsync("CONFIG SET maxmemory 1");
        (await TellRedisAsync("SET key value")).ShouldStartWith("-OOM");
        await ShouldArriveAsync();
        await TellRedisAsync("CONFIG SET maxmemory 0");

        await new FaultChecker(_minh).NothingIsLostAsync(_publisher.Acknowledged, _receivers);
        _publisher.Refused.ShouldBe(0);
        _receivers.Select(receiver => receiver.Welcomes).ShouldBe(welcomes, "Every connection stayed open.");
    }

    [Fact]
    public async Task Nothing_is_lost_when_PostgreSQL_is_restarted()
    {
        await WhilePublishingAsync(300, 100, async () =>
        {
            await _cluster.StopAsync(PostgreSql);
            using (var refused = await _publisher.SendAsync("while it is away"))
            {
                refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            }

            await _cluster.StartAsync(PostgreSql);
        });

        await new FaultChecker(_minh).NothingIsLostAsync(_publisher.Acknowledged, _receivers);
    }

    [Fact]
    public async Task A_TLS_proxy_in_front_of_nginx_is_believed()
    {
        var site = $"https://{_cluster.Address.Authority}";
        using var person = new TestUser(_cluster.Address, "");
        person.Http.DefaultRequestHeaders.Add("Origin", site);
        (await NegotiateAsync()).ShouldBe(HttpStatusCode.Forbidden, "It is another origin than http:// of the same host.");

        person.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        (await NegotiateAsync()).ShouldBe(HttpStatusCode.OK);
        using var feed = await person.GetAsync("/feed.atom");
        (await feed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(site);

        async Task<HttpStatusCode> NegotiateAsync()
        {
            using var answer = await person.PostAsync("/_blazor/negotiate?negotiateVersion=1", new { });
            return answer.StatusCode;
        }
    }

    /// <summary>Published on one instance, it is on both within ten seconds, and nobody waits for Redis for more than two.</summary>
    private async Task ShouldArriveAsync()
    {
        var slowest = TimeSpan.Zero;
        foreach (var instance in new[] { A, B })
        {
            using var administrator = _administrator.At(_cluster.AddressOf(instance));
            var clock = Stopwatch.StartNew();
            using var sent = await administrator.PostAsync("/api/notifications/send", new { to = _handle, message = "hello" });
            sent.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            using var page = await administrator.GetAsync("/");
            page.StatusCode.ShouldBe(HttpStatusCode.OK);
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
        }

        var latest = (await _minh.GetJsonAsync("/api/notifications?limit=1")).Number("latest");
        await _receivers.ReachAsync(latest).WaitAsync(WithoutRedis, TestContext.Current.CancellationToken);
        slowest.ShouldBeLessThan(2 * LongestWaitForRedis);
    }

    private async Task WhilePublishingAsync(int count, int failAt, Func<Task> fail)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var publishing = _publisher.PublishAsync(count, acknowledged: done =>
        {
            if (done == failAt)
            {
                reached.TrySetResult();
            }
        });
        await reached.Task;
        await fail();
        await publishing;
    }

    /// <returns>How many were read.</returns>
    private async Task<int> ReadPagesAsync(CancellationToken enough)
    {
        using var reader = new TestUser(_cluster.Address, "");
        for (var read = 0; ; read++)
        {
            foreach (var path in new[] { "/", "/tags", "/account/login" })
            {
                if (enough.IsCancellationRequested)
                {
                    return read;
                }

                using var page = await reader.GetAsync(path);
                page.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            }
        }
    }

    private async Task<string> TellRedisAsync(string command)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _cluster.AddressOf(Redis).Port);
        using var stream = new StreamReader(client.GetStream());
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"));
        return (await stream.ReadLineAsync())!;
    }
}

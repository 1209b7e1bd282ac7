using System.Globalization;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace BlogBlazor.Tests.Signals;

/// <summary>A subscription of Redis for each user and instance, not for each socket, and none when nobody is there.</summary>
[Trait("Category", "Slow")]
public sealed class RedisSubscriptionTests : IAsyncLifetime
{
    private readonly RedisServer _redis = new();
    private TwoInstances _instances = null!;
    private ConnectionMultiplexer _client = null!;

    private IServer Server => _client.GetServer($"127.0.0.1:{_redis.Port}");

    public async ValueTask InitializeAsync()
    {
        await _redis.StartAsync();
        _instances = TwoInstances.Start(_redis, comparing: false);
        _client = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{_redis.Port},abortConnect=false,allowAdmin=true");
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _instances.DisposeAsync();
            await _client.DisposeAsync();
        }

        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_user_costs_one_for_each_instance_while_somebody_listens()
    {
        var receivers = Enumerable.Range(0, 3).SelectMany(_ => new[] { Open(_instances.A), Open(_instances.B) }).ToList();
        (await SubscriptionsAsync()).ShouldBe([2]);

        receivers.ForEach(receiver => receiver.Dispose());

        (await SubscriptionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_comment_with_its_notification_costs_two_commands_however_many_listen()
    {
        const int Comments = 20;
        using var lan = await _instances.A.RegisterAsync("lan");
        using var minh = await _instances.A.RegisterAsync("minh");
        using var there = _instances.OnB(lan);
        var slug = await lan.PublishAsync();
        await using var one = await there.ConnectAsync("?after=0");
        await using var another = await there.ConnectAsync("?after=0");
        await TwoInstances.ConnectedAsync(_instances.A, _instances.B);
        var before = await PublishedAsync();

        for (var number = 1; number <= Comments; number++)
        {
            await minh.CommentAsync(slug);
            (await one.ReceiveAsync("notification")).Number("id").ShouldBe(number);
            (await another.ReceiveAsync("notification")).Number("id").ShouldBe(number);
        }

        // One for the author, one for who has the page open. What was asked for before may still come in.
        (await PublishedAsync() - before).ShouldBeInRange(Comments, (2 * Comments) + 2);
    }

    [Fact]
    public async Task Who_came_and_went_while_it_was_away_leaves_none_behind()
    {
        await SubscriptionsAsync();
        await _redis.StopAsync();
        Open(_instances.A).Dispose();

        await _redis.StartAsync();

        (await SubscriptionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_came_and_went_while_it_was_frozen_leaves_none_behind()
    {
        await SubscriptionsAsync();
        await _redis.FreezeAsync();
        using (var receiver = Open(_instances.A))
        {
            // By then the instance is trying to join.
            await receiver.ReadAllAsync(TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken);
        }

        await _redis.StaysSilentAsync();
        await _redis.ThawAsync();

        (await SubscriptionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Circuits_do_not_depend_on_it()
    {
        await SubscriptionsAsync();

        var channels = await Server.SubscriptionChannelsAsync(RedisChannel.Pattern("*Hub:*"));

        channels.ShouldNotBeEmpty();
        channels.ShouldAllBe(channel => ((string)channel!).StartsWith("blogblazor:BlogBlazor.Signals.SignalHub:"));
    }

    private static NotificationSubscription Open(BlogApplication app) =>
        app.Services.GetRequiredService<NotificationSubscriptions>().Open("somebody", after: null, epoch: null, Surface.Circuit);

    /// <summary>How many subscribe to each user's channel, once both instances have done what they were asked before.</summary>
    private async Task<List<long>> SubscriptionsAsync()
    {
        await TwoInstances.ConnectedAsync(_instances.A, _instances.B);
        await TwoInstances.ConnectedAsync(_instances.B, _instances.A);
        var subscriptions = new List<long>();
        foreach (var channel in await Server.SubscriptionChannelsAsync(RedisChannel.Pattern("*user_*")))
        {
            subscriptions.Add(await Server.SubscriptionSubscriberCountAsync(channel));
        }

        return subscriptions;
    }

    private async Task<long> PublishedAsync()
    {
        var statistics = (await Server.InfoAsync("commandstats")).SelectMany(section => section);
        var published = statistics.SingleOrDefault(pair => pair.Key == "cmdstat_publish").Value ?? "calls=0,";
        return long.Parse(published.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture);
    }
}

using System.Diagnostics;
using BlogBlazor.Data;
using BlogBlazor.Notifications.FanOut;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Faults;

/// <summary>A post to very many followers: the request answers at once, a kill in the middle leaves nobody out and tells nobody twice.</summary>
[Trait("Category", "Slow")]
public sealed class ManyFollowersTests : IDisposable
{
    private static readonly int Followers = FaultScale.Of(1_500, 50_000);
    private static readonly int Kills = FaultScale.Of(2, 10);

    private readonly TestDatabase _database = new();
    private readonly Uri _address = ServerProcess.FreeAddress();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_follower_hears_once_though_the_server_is_killed_while_it_hands_out()
    {
        var random = FaultScale.Schedule();
        using var lan = new TestUser(_address, ServerProcess.AdministratorEmail);
        using var minh = new TestUser(_address, "minh@example.com");
        // It looks into the database, and hands out nothing.
        await using var observer = BlogApplication.Start(
            database: _database,
            services: services => services.Remove(services.Single(s => s.ImplementationType == typeof(FanOutWorker))));
        var server = await ServerProcess.StartAsync(_address, _database.Settings.ToArray());
        await lan.SignInAsync();
        await minh.RegisterAsync();
        await FollowAsync(observer, Follow.OfUser((await lan.ProfileAsync()).Id));
        var clock = new Stopwatch();
        await using (var socket = await minh.ConnectAsync("?after=0"))
        {
            (await socket.ReceiveAsync()).Type().ShouldBe("welcome");
            var before = await DelaysAsync(lan, socket);
            clock.Start();
            await lan.PublishAsync("News for many");
            var answered = clock.Elapsed;
            var during = await DelaysAsync(lan, socket);
            FaultScale.Say($"The request answered after {answered.TotalMilliseconds:0} ms; {await ToldAsync(observer)} of {Followers} were told when "
                + $"another user's 20 messages had come, median {Median(before):0.0} ms each before and {Median(during):0.0} ms while it was handed out");
        }

        for (var kill = 0; kill < Kills; kill++)
        {
            var told = await ToldAsync(observer);
            await UntilAsync(async () => await ToldAsync(observer) > told || await IsDoneAsync(observer));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50)), Cancel);
            await server.KillAsync();
            await server.DisposeAsync();
            server = await ServerProcess.StartAsync(_address, _database.Settings.ToArray());
        }

        await UntilAsync(() => IsDoneAsync(observer));
        FaultScale.Say($"{Followers} were told after {clock.Elapsed}, with {Kills} kills");
        await using var db = await OpenAsync(observer);
        var perFollower = await db.Notifications.Where(n => n.Kind == "post").GroupBy(n => n.RecipientId)
            .Select(g => g.Count()).GroupBy(count => count).Select(g => new { Times = g.Key, People = g.Count() }).ToListAsync(Cancel);
        perFollower.ShouldHaveSingleItem().ShouldBe(new { Times = 1, People = Followers });
        (await db.Inboxes.CountAsync(i => i.UserId.StartsWith("follower-") && i.LastSequence == 1 && i.Unread == 1, Cancel)).ShouldBe(Followers);
        await server.DisposeAsync();
    }

    public void Dispose() => _database.Dispose();

    /// <summary>From the request to the frame, in milliseconds, of messages to somebody else.</summary>
    private static async Task<List<double>> DelaysAsync(TestUser lan, TestSocket socket)
    {
        var delays = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            var clock = Stopwatch.StartNew();
            using var sent = await lan.PostAsync("/api/notifications/send", new { to = "minh", message = "hello" });
            sent.EnsureSuccessStatusCode();
            await socket.ReceiveAsync("notification");
            delays.Add(clock.Elapsed.TotalMilliseconds);
        }

        return delays;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task FollowAsync(BlogApplication app, string subject)
    {
        await using var db = await OpenAsync(app);
        foreach (var some in Enumerable.Range(0, Followers).Chunk(5_000))
        {
            db.Follows.AddRange(some.Select(number => new Follow
            {
                UserId = $"follower-{number:000000}",
                Subject = subject,
                IsMuted = false,
                CreatedAt = DateTime.UtcNow,
            }));
            await db.SaveChangesAsync(Cancel);
            db.ChangeTracker.Clear();
        }
    }

    private static async Task<int> ToldAsync(BlogApplication app)
    {
        await using var db = await OpenAsync(app);
        return await db.Notifications.CountAsync(n => n.Kind == "post", Cancel);
    }

    private static async Task<bool> IsDoneAsync(BlogApplication app)
    {
        await using var db = await OpenAsync(app);
        return !await db.PendingFanOuts.AnyAsync(Cancel);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            clock.Elapsed.ShouldBeLessThan(FaultScale.Patience * 5);
            await Task.Delay(10, Cancel);
        }
    }

    private static Task<BlogDbContext> OpenAsync(BlogApplication app) =>
        app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
}

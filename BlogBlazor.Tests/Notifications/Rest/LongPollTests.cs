using System.Net;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.Notifications.Rest;

[Trait("Category", "Integration")]
public sealed class LongPollTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_is_there_already_is_answered_at_once()
    {
        await using var app = Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync((await lan.ProfileAsync()).Id, "hello");

        // The clock stands still: what waits for it waits for ever.
        var list = await lan.GetJsonAsync("/api/notifications?after=0&wait=50").WaitAsync(TestSocket.Patience, Cancel);

        list.Ids().ShouldBe([1]);
    }

    [Fact]
    public async Task One_that_comes_while_waiting_ends_the_wait()
    {
        await using var app = Start();
        using var lan = await app.RegisterAsync("lan");
        var id = (await lan.ProfileAsync()).Id;

        var polling = lan.GetJsonAsync("/api/notifications?after=0&wait=50");
        await _waiting.Task.WaitAsync(TestSocket.Patience, Cancel);
        await app.NotifyAsync(id, "hello");

        var list = await polling.WaitAsync(TestSocket.Patience, Cancel);
        list.Ids().ShouldBe([1]);
        list.Number("unread").ShouldBe(1);
    }

    [Fact]
    public async Task When_nothing_comes_the_answer_is_empty_once_the_time_is_over()
    {
        await using var app = Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync((await lan.ProfileAsync()).Id, "hello");

        var polling = lan.GetJsonAsync("/api/notifications?after=1&wait=25");
        await _waiting.Task.WaitAsync(TestSocket.Patience, Cancel);
        _time.Advance(TimeSpan.FromSeconds(24));
        polling.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));

        var list = await polling.WaitAsync(TestSocket.Patience, Cancel);
        list.Ids().ShouldBeEmpty();
        list.Number("latest").ShouldBe(1);
    }

    [Fact]
    public async Task A_cursor_beyond_the_latest_is_answered_at_once()
    {
        await using var app = Start();
        using var lan = await app.RegisterAsync("lan");

        var list = await lan.GetJsonAsync("/api/notifications?after=9&wait=50").WaitAsync(TestSocket.Patience, Cancel);

        list.Number("latest").ShouldBe(0);
    }

    [Fact]
    public async Task A_server_that_stops_answers_those_who_wait()
    {
        var app = Start();
        using var lan = await app.RegisterAsync("lan");
        var polling = lan.GetJsonAsync("/api/notifications?after=0&wait=50");
        await _waiting.Task.WaitAsync(TestSocket.Patience, Cancel);

        await app.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancel);

        (await polling.WaitAsync(TestSocket.Patience, Cancel)).Ids().ShouldBeEmpty();
    }

    [Fact]
    public async Task While_only_read_ones_are_there_a_wait_for_unread_ones_goes_on_until_one_comes()
    {
        await using var app = Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 2);
        using var read = await lan.PostAsync("/api/notifications/read", new { upTo = 2 });

        var polling = lan.GetJsonAsync("/api/notifications?after=0&unread=true&wait=50");
        await _waiting.Task.WaitAsync(TestSocket.Patience, Cancel);
        await app.NotifyAsync(lan, 1);

        // The first is answered with what was written after it began: it waited.
        (await polling.WaitAsync(TestSocket.Patience, Cancel)).Ids().ShouldBe([3]);
    }

    [Fact]
    public async Task One_that_becomes_unread_again_ends_a_wait_for_unread_ones()
    {
        await using var app = Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 1);
        using var read = await lan.PostAsync("/api/notifications/read", new { upTo = 1 });

        var polling = lan.GetJsonAsync("/api/notifications?after=0&unread=true&wait=50");
        await _waiting.Task.WaitAsync(TestSocket.Patience, Cancel);
        using var unread = await lan.PostAsync("/api/notifications/unread", new { ids = new[] { 1 } });

        (await polling.WaitAsync(TestSocket.Patience, Cancel)).Ids().ShouldBe([1]);
    }

    [Fact]
    public async Task Waits_count_with_the_other_receivers_of_their_user_and_leave_room_when_they_end()
    {
        await using var app = Start(("Notifications:MaxSocketsPerUser", "1"));
        using var lan = await app.RegisterAsync("lan");
        var id = (await lan.ProfileAsync()).Id;
        var polling = lan.GetJsonAsync("/api/notifications?after=0&wait=50");
        await _waiting.Task.WaitAsync(TestSocket.Patience, Cancel);

        using var refused = await lan.GetAsync("/api/notifications?after=0&wait=50").WaitAsync(TestSocket.Patience, Cancel);
        (await refused.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests)).Text("detail").ShouldBe("Too many open receivers.");
        (await Should.ThrowAsync<UpgradeRefusedException>(() => lan.ConnectAsync())).Status.ShouldBe(429);
        // Who does not wait takes no place.
        (await lan.GetJsonAsync("/api/notifications?after=0")).Ids().ShouldBeEmpty();

        await app.NotifyAsync(id, "hello");
        (await polling.WaitAsync(TestSocket.Patience, Cancel)).Ids().ShouldBe([1]);
        (await lan.GetJsonAsync("/api/notifications?after=0&wait=50").WaitAsync(TestSocket.Patience, Cancel)).Ids().ShouldBe([1]);
    }

    [Fact]
    public async Task Signing_out_ends_the_wait_with_401()
    {
        await using var app = Start();
        using var lan = await app.RegisterAsync("lan");
        using var elsewhere = await app.SignInAsync(lan.Email);
        var polling = elsewhere.GetAsync("/api/notifications?after=0&wait=50");
        await _waiting.Task.WaitAsync(TestSocket.Patience, Cancel);

        using var signedOut = await lan.PostAsync("/api/account/logout?everywhere=true", new { });

        using var refused = await polling.WaitAsync(TestSocket.Patience, Cancel);
        (await refused.ShouldBeProblemAsync(HttpStatusCode.Unauthorized)).Text("detail").ShouldBe("This sign-in has ended.");
    }

    private BlogApplication Start(params (string Key, string Value)[] settings) => BlogApplication.Start(settings.ToDictionary(), services: services => services
        .AddSingleton<TimeProvider>(_time)
        .AddSingleton<INotificationLog>(provider => new WatchedLog(provider.GetRequiredService<NotificationStore>(), _waiting)));

    /// <summary>Tells when a receiver reads its snapshot: it hears of everything from then on.</summary>
    private sealed class WatchedLog(NotificationStore store, TaskCompletionSource reading) : INotificationLog
    {
        public Task<InboxStart> ReadStartAsync(string userId, long after, int limit, CancellationToken cancellationToken)
        {
            reading.TrySetResult();
            return store.ReadStartAsync(userId, after, limit, cancellationToken);
        }

        public Task<IReadOnlyList<Notification>> ReadAfterAsync(
            string userId, long after, int limit, CancellationToken cancellationToken) =>
            store.ReadAfterAsync(userId, after, limit, cancellationToken);
    }
}

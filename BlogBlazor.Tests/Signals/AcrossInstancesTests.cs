using System.Net;
using System.Net.Http.Json;
using BlogBlazor.Components;
using BlogBlazor.Localization;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Settings;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Tests.Signals;

[Trait("Category", "Slow")]
public sealed class AcrossInstancesOverRedisTests() : AcrossInstancesTests(new RedisServer());

[Trait("Category", "Slow")]
public sealed class AcrossInstancesOverGarnetTests() : AcrossInstancesTests(new GarnetServerFixture());

/// <summary>What happens on one instance reaches the receivers of another by the backplane alone: nothing is compared here.</summary>
public abstract class AcrossInstancesTests(ITestRedis redis) : IAsyncLifetime
{
    private TwoInstances _instances = null!;

    private BlogApplication A => _instances.A;
    private BlogApplication B => _instances.B;
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await redis.StartAsync();
        _instances = TwoInstances.Start(redis, comparing: false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_instances is not null)
        {
            await _instances.DisposeAsync();
        }

        await redis.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_comment_reaches_the_author_s_sockets_on_both()
    {
        using var lan = await A.RegisterAsync("lan");
        using var minh = await A.RegisterAsync("minh");
        using var lanOnB = _instances.OnB(lan);
        var slug = await lan.PublishAsync();
        await using var onA = await lan.ConnectAsync();
        await using var onB = await lanOnB.ConnectAsync();
        await TwoInstances.ConnectedAsync(A, B);

        var comment = await minh.CommentAsync(slug);

        foreach (var socket in new[] { onA, onB })
        {
            var frame = await socket.ReceiveAsync("notification");
            frame.GetProperty("id").GetInt64().ShouldBe(1);
            frame.GetProperty("message").GetString().ShouldStartWith("minh commented on your post");
            frame.GetProperty("link").GetString().ShouldBe($"/posts/{slug}#comment-{comment}");
            frame.GetProperty("actor").GetProperty("displayName").GetString().ShouldBe("minh");
            frame.GetProperty("createdAt").GetString()!.ShouldEndWith("Z");
            frame.GetProperty("unread").GetInt32().ShouldBe(1);
        }
    }

    [Fact]
    public async Task What_arrives_from_the_other_is_what_was_written()
    {
        using var lan = await A.RegisterAsync("lan");
        using var minh = await A.RegisterAsync("minh");
        var slug = await lan.PublishAsync();
        var lanId = (await lan.ProfileAsync()).Id;
        using var receiver = B.Services.GetRequiredService<NotificationSubscriptions>().Open(lanId, after: null, epoch: null, Surface.Circuit);
        await using var events = receiver.ReadAllAsync(Cancel).GetAsyncEnumerator(Cancel);
        (await NextAsync(events)).ShouldBeOfType<Welcomed>();
        await TwoInstances.ConnectedAsync(A, B);

        await minh.CommentAsync(slug);

        var arrived = (await NextAsync(events)).ShouldBeOfType<Delivered>();
        var written = (await B.Services.GetRequiredService<INotificationLog>().ReadAfterAsync(lanId, 0, 10, Cancel)).Single();
        arrived.Notification.ShouldBeEquivalentTo(written);
        arrived.Notification.CreatedAt.Kind.ShouldBe(DateTimeKind.Utc);
        arrived.Unread.ShouldBe(1);
    }

    [Fact]
    public async Task A_read_mark_reaches_the_other()
    {
        using var lan = await A.RegisterAsync("lan");
        using var lanOnB = _instances.OnB(lan);
        var lanId = (await lan.ProfileAsync()).Id;
        for (var i = 1; i <= 3; i++)
        {
            await A.NotifyAsync(lanId, $"Message {i}");
        }

        await using var onB = await lanOnB.ConnectAsync("?after=3");
        (await onB.ReceiveAsync("welcome")).GetProperty("unread").GetInt32().ShouldBe(3);
        await TwoInstances.ConnectedAsync(A, B);

        (await lan.Http.PostAsJsonAsync("/api/notifications/read", new { ids = new[] { 3 } }, Cancel)).EnsureSuccessStatusCode();
        (await lan.Http.PostAsJsonAsync("/api/notifications/read", new { upTo = 2 }, Cancel)).EnsureSuccessStatusCode();

        var single = await onB.ReceiveAsync("read");
        single.GetProperty("ids").EnumerateArray().Select(id => id.GetInt64()).ShouldBe([3]);
        single.GetProperty("unread").GetInt32().ShouldBe(2);
        var upTo = await onB.ReceiveAsync("read");
        upTo.GetProperty("upTo").GetInt64().ShouldBe(2);
        upTo.GetProperty("unread").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_deleted_comment_is_taken_off_the_other()
    {
        using var lan = await A.RegisterAsync("lan");
        using var minh = await A.RegisterAsync("minh");
        using var lanOnB = _instances.OnB(lan);
        var slug = await lan.PublishAsync();
        await using var onB = await lanOnB.ConnectAsync("?after=0");
        await TwoInstances.ConnectedAsync(A, B);
        var comment = await minh.CommentAsync(slug);
        (await onB.ReceiveAsync("notification")).GetProperty("id").GetInt64().ShouldBe(1);

        (await minh.Http.DeleteAsync($"/api/posts/{slug}/comments/{comment}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var retract = await onB.ReceiveAsync("retract");
        retract.GetProperty("id").GetInt64().ShouldBe(1);
        retract.GetProperty("unread").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_post_open_on_the_other_hears_that_its_comments_changed()
    {
        using var lan = await A.RegisterAsync("lan");
        var slug = await lan.PublishAsync();
        var post = await lan.Http.GetFromJsonAsync<PostNumber>($"/api/posts/{slug}", Cancel);
        var heard = new TaskCompletionSource<ContentChanged>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var open = TwoInstances.GroupsOf(B).Join<ContentChanged>(ContentChanged.Group, change =>
        {
            // That there is a post may still be on its way.
            if (change.PostId is not null)
            {
                heard.TrySetResult(change);
            }
        });
        await TwoInstances.ConnectedAsync(A, B);

        await lan.CommentAsync(slug);

        (await heard.Task.WaitAsync(TestSocket.Patience, Cancel)).ShouldBe(new ContentChanged(post!.Id));
    }

    [Fact]
    public async Task What_joined_before_the_backplane_started_hears_of_the_other_too()
    {
        await TwoInstances.ConnectedAsync(A, B);
        var texts = A.Services.GetRequiredService<IStringLocalizer<Texts>>();

        // Read, and listened for, before anything else runs.
        await A.Services.GetRequiredService<CurrentSite>().SaveAsync(new SiteSettings("Another name", "", "en"), texts, Cancel);

        using var patience = new CancellationTokenSource(TestSocket.Patience);
        while (B.Services.GetRequiredService<CurrentSite>().Name != "Another name")
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_page_is_kept_for_readers_while_people_come_to_the_instance()
    {
        using var reader = B.Anonymous();
        await TwoInstances.ConnectedAsync(A, B);
        using var drawn = await reader.GetAsync("/");
        drawn.Headers.Age.ShouldBeNull();

        // Joins a group, which is none of the pages.
        await TwoInstances.ConnectedAsync(A, B);

        using var kept = await reader.GetAsync("/");
        kept.Headers.Age.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_was_written_just_before_an_instance_ends_is_still_sent()
    {
        using var lan = await A.RegisterAsync("lan");
        var lanId = (await lan.ProfileAsync()).Id;
        await using var onA = await lan.ConnectAsync();
        await TwoInstances.ConnectedAsync(B, A);

        await B.NotifyAsync(lanId, "The last words");
        await B.DisposeAsync();

        (await onA.ReceiveAsync()).GetProperty("message").GetString().ShouldBe("The last words");
    }

    [Fact]
    public async Task A_sign_in_on_one_holds_on_the_other()
    {
        using var lan = await A.RegisterAsync("lan");
        using var lanOnB = _instances.OnB(lan);

        (await lanOnB.ProfileAsync()).ShouldBe(await lan.ProfileAsync());
        lanOnB.Http.DefaultRequestHeaders.Authorization = new("Bearer", await lan.TokenAsync());
        lanOnB.Cookies.GetAllCookies().ToList().ForEach(cookie => cookie.Expired = true);
        (await lanOnB.ProfileAsync()).Handle.ShouldBe("lan");
    }

    [Fact]
    public async Task Signing_out_on_one_ends_what_is_open_on_the_other_within_two_seconds()
    {
        using var lan = await A.RegisterAsync("lan");
        using var lanOnB = _instances.OnB(lan);
        await using var socket = await lanOnB.ConnectAsync();
        await TwoInstances.ConnectedAsync(A, B);

        using var response = await lan.PostAsync("/api/account/logout", new { });
        response.EnsureSuccessStatusCode();

        // The contract's bound; the regular look is every ten seconds.
        (await socket.ReceiveCloseAsync().WaitAsync(TimeSpan.FromSeconds(2), Cancel)).ShouldBe(4001);
    }

    [Fact]
    public async Task A_thousand_from_both_in_turn_arrive_on_both_in_order_and_once()
    {
        const int Count = 1000;
        using var lan = await A.RegisterAsync("lan");
        var lanId = (await lan.ProfileAsync()).Id;
        using var onA = Open(A);
        using var onB = Open(B);
        await TwoInstances.ConnectedAsync(A, B);
        await TwoInstances.ConnectedAsync(B, A);
        var receiving = new[] { onA, onB }.Select(receiver => ReceiveAsync(receiver, Count)).ToList();

        for (var i = 1; i <= Count; i++)
        {
            await (i % 2 == 0 ? A : B).NotifyAsync(lanId, $"Message {i}");
        }

        foreach (var received in await Task.WhenAll(receiving))
        {
            received.ShouldBe(Enumerable.Range(1, Count).Select(i => ((long)i, (string?)$"Message {i}")));
        }

        NotificationSubscription Open(BlogApplication app) =>
            app.Services.GetRequiredService<NotificationSubscriptions>().Open(lanId, after: 0, epoch: null, Surface.Circuit);
    }

    private static async Task<List<(long, string?)>> ReceiveAsync(NotificationSubscription receiver, int count)
    {
        await using var events = receiver.ReadAllAsync(Cancel).GetAsyncEnumerator(Cancel);
        var received = new List<(long, string?)>();
        while (received.Count < count)
        {
            if (await NextAsync(events) is Delivered { Notification: var notification })
            {
                received.Add((notification.Sequence, notification.Text));
            }
        }

        return received;
    }

    private static async Task<NotificationEvent> NextAsync(IAsyncEnumerator<NotificationEvent> events)
    {
        (await events.MoveNextAsync().AsTask().WaitAsync(TestSocket.Patience, Cancel)).ShouldBeTrue();
        return events.Current;
    }

    private sealed record PostNumber(int Id);
}

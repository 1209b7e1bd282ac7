using System.Net;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.Notifications.ServerSentEvents;

/// <summary>The frames of the resumable mode, for where WebSocket is blocked.</summary>
[Trait("Category", "Integration")]
public sealed class EventStreamTests
{
    [Fact]
    public async Task First_come_the_headers_the_retry_and_welcome()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        await using var stream = await TestEventSource.OpenAsync(lan.Http);
        var first = (await stream.NextAsync())!.Value;

        stream.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        stream.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        stream.Response.Headers.CacheControl!.ToString().ShouldBe("no-store");
        stream.Response.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
        stream.ReconnectionInterval.ShouldBe(TimeSpan.FromSeconds(3));
        first.EventType.ShouldBe("welcome");
    }

    [Fact]
    public async Task What_came_after_the_cursor_comes_first_then_what_comes_now()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 3);

        await using var stream = await TestEventSource.OpenAsync(lan.Http, "?after=1");
        var epoch = (await stream.ReceiveAsync("welcome")).Text("epoch");
        (await NumbersAsync(stream, 2)).ShouldBe([2, 3]);
        stream.LastEventId.ShouldBe($"{epoch}:3");
        await app.NotifyAsync(lan, 2);

        (await NumbersAsync(stream, 2)).ShouldBe([4, 5]);
    }

    [Fact]
    public async Task Letters_come_as_they_are_and_not_as_escapes()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync((await lan.ProfileAsync()).Id, "chào bạn");

        await using var stream = await TestEventSource.OpenAsync(lan.Http, "?after=0");
        await stream.NextAsync();

        (await stream.NextAsync())!.Value.Data.ShouldContain("\"chào bạn\"");
    }

    [Fact]
    public async Task The_last_event_id_resumes_and_is_newer_than_the_address()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 2);
        await using var before = await TestEventSource.OpenAsync(lan.Http, "?after=0");
        await NumbersAsync(before, 2);
        await app.NotifyAsync(lan, 2);

        await using var stream = await TestEventSource.OpenAsync(lan.Http, "?after=0", before.LastEventId);

        (await NumbersAsync(stream, 2)).ShouldBe([3, 4]);
    }

    [Fact]
    public async Task A_number_without_its_epoch_resumes_too()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 2);

        await using var stream = await TestEventSource.OpenAsync(lan.Http, lastEventId: "1");

        (await stream.NextAsync())!.Value.EventType.ShouldBe("welcome");
        var next = (await stream.NextAsync())!.Value;
        next.EventType.ShouldBe("notification");
        stream.LastEventId.ShouldEndWith(":2");
    }

    [Fact]
    public async Task An_id_of_another_database_is_reset()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 2);

        await using var stream = await TestEventSource.OpenAsync(lan.Http, lastEventId: "0000000000000000:2");

        (await stream.NextAsync())!.Value.EventType.ShouldBe("welcome");
        (await stream.ReceiveAsync("reset")).Number("oldest").ShouldBe(1);
        (await NumbersAsync(stream, 2)).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Reading_elsewhere_and_heartbeats_are_told()
    {
        await using var app = BlogApplication.Start(
            new Dictionary<string, string> { ["Notifications:HeartbeatInterval"] = "00:00:00.100" });
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 3);
        await using var stream = await TestEventSource.OpenAsync(lan.Http, "?after=3");

        (await stream.ReceiveAsync("heartbeat")).Number("latest").ShouldBe(3);
        using var marked = await lan.PostAsync("/api/notifications/read", new { upTo = 2 });

        var read = await stream.ReceiveAsync("read");
        read.Number("upTo").ShouldBe(2);
        read.Number("unread").ShouldBe(1);
    }

    [Fact]
    public async Task Who_is_not_signed_in_gets_401_and_a_token_may_stand_in_the_address()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var nobody = app.Anonymous();

        foreach (var query in new[] { "", "?access_token=nonsense" })
        {
            using var refused = await nobody.GetAsync("/sse/notifications" + query);
            (await refused.ShouldBeProblemAsync(HttpStatusCode.Unauthorized)).Text("detail").ShouldBe("Sign in, or send a valid token.");
        }

        await using var stream = await TestEventSource.OpenAsync(nobody.Http, "?access_token=" + await lan.TokenAsync());
        await stream.ReceiveAsync("welcome");
    }

    [Fact]
    public async Task A_page_of_another_site_may_not_use_the_cookie()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        lan.Http.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example");

        var refused = await lan.GetAsync("/sse/notifications");

        (await refused.ShouldBeProblemAsync(HttpStatusCode.Forbidden)).Text("detail").ShouldBe("Pages of this origin may not use the site's cookie.");
    }

    [Theory]
    [InlineData("?after=-1")]
    [InlineData("?after=x")]
    public async Task A_cursor_that_is_no_number_is_refused(string query)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        var refused = await lan.GetAsync("/sse/notifications" + query);

        (await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest)).Text("detail").ShouldBe("'after' must be a whole number from 0.");
    }

    [Fact]
    public async Task Streams_and_sockets_of_one_user_count_together_and_leave_room_when_they_end()
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string> { ["Notifications:MaxSocketsPerUser"] = "2" });
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync();
        await using (var stream = await TestEventSource.OpenAsync(lan.Http))
        {
            await stream.ReceiveAsync("welcome");
            using var refused = await lan.GetAsync("/sse/notifications");
            await refused.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests);
        }

        await socket.CloseAsync();
        await using var other = await lan.ConnectAsync();
        await other.SendAsync("1");
        (await other.ReceiveAsync()).Number("echo").ShouldBe(1);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_every_stream_with_4001()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var elsewhere = await app.SignInAsync(lan.Email);
        await using var byCookie = await TestEventSource.OpenAsync(elsewhere.Http);
        await using var byToken = await TestEventSource.OpenAsync(app.Anonymous().Http, token: await lan.TokenAsync());

        using var signedOut = await lan.PostAsync("/api/account/logout?everywhere=true", new { });

        signedOut.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        foreach (var stream in new[] { byCookie, byToken })
        {
            (await stream.ReceiveAsync("close")).Number("code").ShouldBe(4001);
            (await stream.NextAsync()).ShouldBeNull();
        }
    }

    [Fact]
    public async Task An_expired_token_ends_its_stream_with_4002()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = BlogApplication.Start(services: services => services.AddSingleton<TimeProvider>(time));
        using var lan = await app.RegisterAsync("lan");
        await using var stream = await TestEventSource.OpenAsync(app.Anonymous().Http, token: await lan.TokenAsync());

        time.Advance(TimeSpan.FromHours(1));

        (await stream.ReceiveAsync("close")).Number("code").ShouldBe(4002);
    }

    [Fact]
    public async Task A_server_that_stops_ends_it_with_1012()
    {
        var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var stream = await TestEventSource.OpenAsync(lan.Http);

        var stopping = app.DisposeAsync().AsTask();

        (await stream.ReceiveAsync("close")).Number("code").ShouldBe(1012);
        await stopping.WaitAsync(TestSocket.Patience, TestContext.Current.CancellationToken);
    }

    private static async Task<List<long>> NumbersAsync(TestEventSource stream, int count)
    {
        var numbers = new List<long>();
        while (numbers.Count < count)
        {
            numbers.Add((await stream.ReceiveAsync("notification")).Number("id"));
        }

        return numbers;
    }
}

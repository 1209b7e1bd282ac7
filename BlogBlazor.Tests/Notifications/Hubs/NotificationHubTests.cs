using System.Net;
using System.Text.Json;
using BlogBlazor.Hosting;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace BlogBlazor.Tests.Notifications.Hubs;

/// <summary>The ready-made SignalR client of .NET, over each of its transports.</summary>
[Trait("Category", "Integration")]
public sealed class NotificationHubTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task A_subscription_yields_what_came_after_the_cursor_then_what_comes_now(HttpTransportType transport)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var id = (await lan.ProfileAsync()).Id;
        await app.NotifyAsync(id, "one");
        await app.NotifyAsync(id, "two");
        await using var hub = await ConnectAsync(app, options =>
        {
            options.Transports = transport;
            options.AccessTokenProvider = async () => await lan.TokenAsync();
        });

        var frames = Subscribe(hub, after: 1);
        (await ReceiveAsync(frames, "welcome")).Number("latest").ShouldBe(2);
        (await ReceiveAsync(frames, "notification")).Text("message").ShouldBe("two");
        await app.NotifyAsync(id, "three");

        var live = await ReceiveAsync(frames, "notification");
        live.Number("id").ShouldBe(3);
        live.Text("message").ShouldBe("three");
    }

    [Fact]
    public async Task What_is_marked_read_is_told_on_the_open_stream()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync((await lan.ProfileAsync()).Id, "one");
        await using var hub = await ConnectAsync(app, options => options.Cookies = lan.Cookies);
        var frames = Subscribe(hub, after: 1);
        await ReceiveAsync(frames, "welcome");

        await hub.InvokeAsync("MarkRead", 1L, Cancel);

        (await ReceiveAsync(frames, "read")).Number("unread").ShouldBe(0);
    }

    [Fact]
    public async Task Who_is_not_signed_in_and_a_cookie_from_another_site_are_refused()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        var nobody = await Should.ThrowAsync<HttpRequestException>(() => ConnectAsync(app, _ => { }));
        var elsewhere = await Should.ThrowAsync<HttpRequestException>(() => ConnectAsync(app, options =>
        {
            options.Cookies = lan.Cookies;
            options.Headers["Origin"] = "https://elsewhere.example";
        }));

        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Signing_out_ends_the_stream_with_4001_and_a_new_one_is_refused()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var hub = await ConnectAsync(app, options => options.Cookies = lan.Cookies);
        var frames = Subscribe(hub, after: 0);
        await ReceiveAsync(frames, "welcome");

        using var signedOut = await lan.PostAsync("/api/account/logout", new { });

        (await ReceiveAsync(frames, "close")).Number("code").ShouldBe(4001);
        (await Should.ThrowAsync<HubException>(() => ReceiveAsync(Subscribe(hub, after: 0), "welcome"))).Message.ShouldContain("401");
    }

    [Fact]
    public async Task A_token_that_may_only_read_receives_and_marks_nothing()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 1);
        var token = await app.AccessTokenAsync(lan, TokenScopes.ReadNotifications);
        await using var hub = await ConnectAsync(app, options => options.AccessTokenProvider = () => Task.FromResult<string?>(token));
        await using var frames = Subscribe(hub, after: 0);
        await ReceiveAsync(frames, "notification");

        var refused = await Should.ThrowAsync<HubException>(() => hub.InvokeAsync("MarkRead", 1L, Cancel));

        refused.Message.ShouldContain("The token lacks the scope notifications:write.");
        (await lan.GetJsonAsync("/api/notifications/unread-count")).Number("unread").ShouldBe(1);
    }

    [Fact]
    public async Task A_cursor_below_zero_is_refused()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var hub = await ConnectAsync(app, options => options.Cookies = lan.Cookies);

        (await Should.ThrowAsync<HubException>(() => ReceiveAsync(Subscribe(hub, after: -1), "welcome"))).Message.ShouldContain("after");
    }

    [Theory]
    [InlineData("MarkRead")]
    [InlineData("Subscribe")]
    public async Task Too_many_calls_too_fast_end_the_connection(string method)
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string>
        {
            ["RateLimits:Enabled"] = "true",
            ["Notifications:MaxSocketsPerUser"] = "1000",
        });
        using var lan = await app.RegisterAsync("lan");
        await using var hub = await ConnectAsync(app, options => options.Cookies = lan.Cookies);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Closed += _ => Task.FromResult(closed.TrySetResult());

        for (var call = 0; call < 150 && !closed.Task.IsCompleted; call++)
        {
            await CallAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        await closed.Task.WaitAsync(TestSocket.Patience, Cancel);

        async Task CallAsync()
        {
            if (method == "MarkRead")
            {
                await hub.InvokeAsync("MarkRead", 1L, Cancel);
                return;
            }

            await using var frames = Subscribe(hub, after: 0);
            await ReceiveAsync(frames, "welcome");
        }
    }

    private static async Task<HubConnection> ConnectAsync(
        BlogApplication app, Action<Microsoft.AspNetCore.Http.Connections.Client.HttpConnectionOptions> options)
    {
        var hub = new HubConnectionBuilder().WithUrl(new Uri(app.Address, "/hubs/notifications"), options).Build();
        await hub.StartAsync(Cancel).WaitAsync(TestSocket.Patience, Cancel);
        return hub;
    }

    private static IAsyncEnumerator<JsonElement> Subscribe(HubConnection hub, long after) =>
        hub.StreamAsync<JsonElement>("Subscribe", after, null, Cancel).GetAsyncEnumerator(Cancel);

    private static async Task<JsonElement> ReceiveAsync(IAsyncEnumerator<JsonElement> frames, string type)
    {
        while (await frames.MoveNextAsync().AsTask().WaitAsync(TestSocket.Patience, Cancel))
        {
            if (frames.Current.Type() == type)
            {
                return frames.Current;
            }
        }

        throw new InvalidOperationException($"The stream ended before '{type}' came.");
    }
}

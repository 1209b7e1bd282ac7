using System.Net;
using System.Threading.Channels;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.WebSockets;

/// <summary>Who gets a socket with a cookie, and what the others are told before the upgrade.</summary>
[Trait("Category", "Integration")]
public sealed class AdmissionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/ws/notifications")]
    [InlineData("/ws/notifications/")]
    public async Task Who_is_not_signed_in_is_refused_with_401_and_a_problem_detail(string path)
    {
        await using var app = BlogApplication.Start();
        using var nobody = app.Anonymous();

        using var response = await nobody.Http.SendAsync(Handshake(path), Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await TestUser.ReadAsync(response)).Number("status").ShouldBe(401);
        var refused = await Should.ThrowAsync<UpgradeRefusedException>(() => nobody.ConnectAsync());
        refused.Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("/ws/notifications")]
    [InlineData("/ws/notifications/")]
    public async Task A_request_that_is_no_WebSocket_is_told_so_with_426(string path)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        using var response = await lan.GetAsync(path);

        (await response.ShouldBeProblemAsync(HttpStatusCode.UpgradeRequired)).Text("detail")
            .ShouldBe("This address speaks WebSocket; open it with a WebSocket client.");
        response.Headers.Upgrade.Single().Name.ShouldBe("websocket");
    }

    [Theory]
    [InlineData("/ws/notifications")]
    [InlineData("/ws/notifications/")]
    public async Task Both_spellings_of_the_address_open_a_socket(string path)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        await using var socket = await TestSocket.ConnectAsync(app.Address, path, options => options.Cookies = lan.Cookies);

        await socket.SendAsync("1");
        (await socket.ReceiveAsync()).Number("echo").ShouldBe(1);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    public async Task A_cookie_is_refused_on_pages_of_a_foreign_origin(string origin)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        var refused = await Should.ThrowAsync<UpgradeRefusedException>(
            () => lan.ConnectAsync(options: options => options.SetRequestHeader("Origin", origin)));

        refused.Status.ShouldBe(403);
        using var handshake = Handshake("/ws/notifications/");
        handshake.Headers.Add("Origin", origin);
        using var response = await lan.Http.SendAsync(handshake, Cancel);
        (await TestUser.ReadAsync(response)).Number("status").ShouldBe(403);
    }

    [Fact]
    public async Task The_own_origin_a_configured_one_and_none_pass()
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string>
        {
            ["Notifications:AllowedOrigins:0"] = "https://widgets.example",
        });
        using var lan = await app.RegisterAsync("lan");

        foreach (var origin in new[] { app.Address.GetLeftPart(UriPartial.Authority), "https://widgets.example", null })
        {
            await using var socket = await lan.ConnectAsync(options: options => options.SetRequestHeader("Origin", origin));
            await socket.SendAsync("1");
            (await socket.ReceiveAsync()).Number("echo").ShouldBe(1);
        }
    }

    [Theory]
    [InlineData("?after=-1")]
    [InlineData("?after=one")]
    [InlineData("?after=")]
    [InlineData("?after=99999999999999999999")]
    public async Task A_cursor_that_is_no_number_is_refused_with_400(string query)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        (await Should.ThrowAsync<UpgradeRefusedException>(() => lan.ConnectAsync(query))).Status.ShouldBe(400);
    }

    [Fact]
    public async Task One_socket_too_many_is_refused_with_429_until_another_is_closed()
    {
        var ended = new EndedRequests();
        await using var app = BlogApplication.Start(
            new Dictionary<string, string> { ["Notifications:MaxSocketsPerUser"] = "2" },
            services: services => services.AddSingleton<IStartupFilter>(ended));
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        await using var first = await lan.ConnectAsync();
        await using var second = await lan.ConnectAsync();

        (await Should.ThrowAsync<UpgradeRefusedException>(() => lan.ConnectAsync())).Status.ShouldBe(429);
        await ended.NextAsync();

        await using var ofAnother = await minh.ConnectAsync();
        first.Abort();
        await ended.NextAsync();
        await using var third = await lan.ConnectAsync();
    }

    private static HttpRequestMessage Handshake(string path) => new(HttpMethod.Get, path)
    {
        Headers =
        {
            { "Connection", "Upgrade" },
            { "Upgrade", "websocket" },
            { "Sec-WebSocket-Version", "13" },
            { "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==" },
        },
    };

    /// <summary>Tells when the server is done with a request to the socket's address.</summary>
    private sealed class EndedRequests : IStartupFilter
    {
        private readonly Channel<bool> _ended = Channel.CreateUnbounded<bool>();

        public async Task NextAsync() => await _ended.Reader.ReadAsync(Cancel).AsTask().WaitAsync(TestSocket.Patience, Cancel);

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (HttpContext context, RequestDelegate rest) =>
            {
                await rest(context);
                if (context.Request.Path.StartsWithSegments("/ws"))
                {
                    _ended.Writer.TryWrite(true);
                }
            });
            next(app);
        };
    }
}

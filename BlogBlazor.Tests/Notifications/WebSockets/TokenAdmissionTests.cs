using System.Net;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.Notifications.WebSockets;

/// <summary>A token opens a socket from anywhere, as long as it is worth something.</summary>
[Trait("Category", "Integration")]
public sealed class TokenAdmissionTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("https://evil.example")]
    public async Task A_token_in_the_header_needs_no_origin(string? origin)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var token = await lan.TokenAsync();

        await using var socket = await TestSocket.ConnectAsync(app.Address, "/ws/notifications/", options =>
        {
            options.SetRequestHeader("Authorization", "Bearer " + token);
            options.SetRequestHeader("Origin", origin);
        });

        await socket.SendAsync("1");
        (await socket.ReceiveAsync()).Number("echo").ShouldBe(1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://evil.example")]
    public async Task A_token_in_the_query_needs_no_origin(string? origin)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var query = "?after=0&access_token=" + Uri.EscapeDataString(await lan.TokenAsync());

        await using var socket = await TestSocket.ConnectAsync(
            app.Address, "/ws/notifications/" + query, options => options.SetRequestHeader("Origin", origin));

        (await socket.ReceiveAsync()).Type().ShouldBe("welcome");
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("CfDJ8Gx0dGFsbHkgbWFkZSB1cA")]
    public async Task Garbage_is_refused_with_401(string token)
    {
        await using var app = BlogApplication.Start();
        using var nobody = app.Anonymous();

        (await Should.ThrowAsync<UpgradeRefusedException>(() => nobody.ConnectWithTokenAsync(token))).Status.ShouldBe(401);
        (await Should.ThrowAsync<UpgradeRefusedException>(() => nobody.ConnectAsync("?access_token=" + token))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_refresh_token_is_no_access_token()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var login = await lan.PostAsync("/api/account/login", new { email = lan.Email, password = BlogApplication.Password });
        var refreshToken = (await TestUser.ReadAsync(login)).Text("refreshToken")!;

        (await Should.ThrowAsync<UpgradeRefusedException>(() => lan.ConnectWithTokenAsync(refreshToken))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task An_expired_token_is_refused_with_401()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = BlogApplication.Start(services: services => services.AddSingleton<TimeProvider>(time));
        using var lan = await app.RegisterAsync("lan");
        var token = await lan.TokenAsync();

        time.Advance(TimeSpan.FromMinutes(61));

        (await Should.ThrowAsync<UpgradeRefusedException>(() => lan.ConnectWithTokenAsync(token))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_token_from_before_a_password_change_is_refused_with_401()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var token = await lan.TokenAsync();

        using var changed = await lan.PostAsync(
            "/api/account/manage/info", new { oldPassword = BlogApplication.Password, newPassword = "another good password" });
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await Should.ThrowAsync<UpgradeRefusedException>(() => lan.ConnectWithTokenAsync(token))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task The_query_carries_a_token_on_the_notification_addresses_only()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var nobody = app.Anonymous();
        var query = "?access_token=" + Uri.EscapeDataString(await lan.TokenAsync());

        using var notifications = await nobody.GetAsync("/api/notifications" + query);
        using var profile = await nobody.GetAsync("/api/account/profile" + query);

        notifications.StatusCode.ShouldBe(HttpStatusCode.OK);
        profile.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}

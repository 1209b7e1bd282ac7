using System.Net;
using System.Net.Http.Json;
using BlogBlazor.Accounts;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.Notifications.WebSockets;

/// <summary>The close codes tell a client whether to come back, and how.</summary>
[Trait("Category", "Integration")]
public sealed class ClosingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_out_closes_the_sockets_of_that_sign_in_with_4001_at_once()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var elsewhere = await app.SignInAsync(lan.Email);
        await using var socket = await lan.ConnectAsync();
        await using var onAnotherDevice = await elsewhere.ConnectAsync();

        using var response = await lan.PostAsync("/api/account/logout", new { });

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await socket.ReceiveCloseAsync()).ShouldBe(4001);
        socket.CloseReason.ShouldBe("signed out");
        await onAnotherDevice.SendAsync("1");
        (await onAnotherDevice.ReceiveAsync()).Number("echo").ShouldBe(1);
    }

    [Fact]
    public async Task Signing_out_after_the_profile_changed_still_closes_what_was_opened_before()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync();

        using var changed = await lan.Http.PutAsJsonAsync("/api/account/profile", new { displayName = "Lan Phạm" }, Cancel);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var response = await lan.PostAsync("/api/account/logout", new { });

        (await socket.ReceiveCloseAsync()).ShouldBe(4001);
    }

    [Fact]
    public async Task A_changed_password_closes_every_socket_with_4001_at_once_and_the_old_cookie_is_worth_nothing()
    {
        // Time stands still: nothing waits for an interval.
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = BlogApplication.Start(services: services => services.AddSingleton<TimeProvider>(time));
        using var lan = await app.RegisterAsync("lan");
        using var elsewhere = await app.SignInAsync(lan.Email);
        await using var byCookie = await elsewhere.ConnectAsync();
        await using var byToken = await lan.ConnectWithTokenAsync(await lan.TokenAsync());

        using var changed = await lan.PostAsync(
            "/api/account/manage/info", new { oldPassword = BlogApplication.Password, newPassword = "another good password" });
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await byCookie.ReceiveCloseAsync()).ShouldBe(4001);
        (await byToken.ReceiveCloseAsync()).ShouldBe(4001);
        (await elsewhere.GetAsync("/api/account/profile")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Guessing_until_the_account_is_locked_closes_its_sockets()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync();
        using var guesser = app.Anonymous();

        for (var guess = 0; guess < 5; guess++)
        {
            using var refused = await guesser.PostAsync("/api/account/login", new { email = lan.Email, password = "a guess" });
        }

        (await socket.ReceiveCloseAsync()).ShouldBe(4001);
    }

    [Fact]
    public async Task A_locked_account_loses_its_sockets_with_4001()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync();
        await using var scope = app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<BlogUser>>();
        var user = (await users.FindByEmailAsync(lan.Email))!;

        (await users.SetLockoutEndDateAsync(user, DateTimeOffset.UtcNow.AddDays(1))).Succeeded.ShouldBeTrue();

        (await socket.ReceiveCloseAsync()).ShouldBe(4001);
        (await Should.ThrowAsync<UpgradeRefusedException>(() => lan.ConnectAsync())).Status.ShouldBe(401);
    }

    [Fact]
    public async Task An_expiring_token_closes_its_socket_with_4002_and_a_new_one_resumes()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = BlogApplication.Start(services: services => services.AddSingleton<TimeProvider>(time));
        using var lan = await app.RegisterAsync("lan");
        await using var byCookie = await lan.ConnectAsync();
        await using var socket = await lan.ConnectWithTokenAsync(await lan.TokenAsync(), "?after=0");

        time.Advance(TimeSpan.FromHours(1));

        (await socket.ReceiveCloseAsync()).ShouldBe(4002);
        socket.CloseReason.ShouldBe("token expired");
        await byCookie.SendAsync("1");
        (await byCookie.ReceiveAsync()).Number("echo").ShouldBe(1);
        await app.NotifyAsync((await lan.ProfileAsync()).Id, "while away");
        await using var again = await lan.ConnectWithTokenAsync(await lan.TokenAsync(), "?after=0");
        (await again.ReceiveAsync("notification")).Text("message").ShouldBe("while away");
    }

    [Fact]
    public async Task A_server_that_stops_closes_with_1012()
    {
        var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var plain = await lan.ConnectAsync();
        await using var resumable = await lan.ConnectAsync("?after=0");

        var stopping = app.DisposeAsync().AsTask();

        (await plain.ReceiveCloseAsync()).ShouldBe(1012);
        plain.CloseReason.ShouldBe("restarting");
        (await resumable.ReceiveCloseAsync()).ShouldBe(1012);
        await stopping.WaitAsync(TestSocket.Patience, Cancel);
    }

    [Fact]
    public async Task A_client_s_goodbye_is_answered()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync("?after=0");

        (await socket.CloseAsync()).ShouldBe(1000);
        socket.CloseReason.ShouldBe("");
    }
}

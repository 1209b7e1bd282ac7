using System.Net;
using System.Text;
using BlogBlazor.Accounts;
using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Accounts.AccessTokens;

/// <summary>What a personal access token may do, for how long, and what is known of it.</summary>
[Trait("Category", "Integration")]
public sealed class AccessTokensTests : IAsyncLifetime
{
    private readonly LaterTime _time = new();
    private BlogApplication _app = null!;
    private TestUser _lan = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = BlogApplication.Start(services: services => services.AddSingleton<TimeProvider>(_time));
        _lan = await _app.RegisterAsync("lan");
    }

    public async ValueTask DisposeAsync()
    {
        _lan.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_token_does_what_its_scope_says_and_is_told_by_name_what_it_lacks()
    {
        using var script = await _app.ScriptAsync(_lan, TokenScopes.WritePosts);

        await script.PublishAsync();
        using var list = await script.GetAsync("/api/notifications");

        var problem = await list.ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        problem.Text("scope").ShouldBe("notifications:read");
        problem.Text("detail")!.ShouldContain("notifications:read");
        list.Headers.WwwAuthenticate.ToString().ShouldContain("insufficient_scope");
    }

    [Theory]
    [InlineData("GET", "/api/account/profile")]
    [InlineData("PUT", "/api/account/profile")]
    [InlineData("POST", "/api/account/manage/info")]
    [InlineData("POST", "/api/account/login")]
    [InlineData("POST", "/api/account/logout?everywhere=true")]
    [InlineData("GET", "/api/moderation/held")]
    [InlineData("GET", "/")]
    [InlineData("GET", "/account/tokens")]
    [InlineData("POST", "/account/tokens")]
    [InlineData("POST", "/account/sign-out")]
    public async Task No_token_reaches_an_account_or_a_page(string method, string path)
    {
        using var script = await _app.ScriptAsync(_lan, [.. TokenScopes.All]);
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = method == "GET" ? null : new StringContent("{}", Encoding.UTF8, "application/json"),
        };

        using var response = await script.Http.SendAsync(request, Cancel);

        await response.ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData("/api/notifications")]
    [InlineData("/api/posts")]
    [InlineData("/api/account/profile")]
    public async Task A_token_that_is_none_is_refused_with_401_even_where_anybody_may_read(string path)
    {
        using var script = _app.Anonymous();
        script.Http.DefaultRequestHeaders.Add("Authorization", "Bearer bbt_nothing");

        using var response = await script.GetAsync(path);

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
    }

    [Fact]
    public async Task Only_a_hash_is_kept()
    {
        var token = await _app.AccessTokenAsync(_lan, TokenScopes.ReadPosts);

        await using var db = await OpenDatabaseAsync();
        var row = await db.AccessTokens.SingleAsync(Cancel);
        var secret = token["bbt_".Length..];
        row.Hash.ShouldBe(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        (row.Name + row.Scopes).ShouldNotContain(secret);
        // 256 bits, as Base64 for URLs.
        secret.Length.ShouldBe(43);
    }

    [Fact]
    public async Task An_expired_token_is_worth_nothing_and_its_socket_closes_with_4002()
    {
        var token = await _app.AccessTokenAsync(_lan, TokenScopes.ReadNotifications);
        _time.Later = TimeSpan.FromDays(30) - TimeSpan.FromSeconds(2);
        await using var socket = await _lan.ConnectWithTokenAsync(token);

        (await socket.ReceiveCloseAsync()).ShouldBe(4002);

        (await Should.ThrowAsync<UpgradeRefusedException>(() => _lan.ConnectWithTokenAsync(token))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Revoking_it_closes_its_sockets_with_4001_and_no_others()
    {
        var token = await _app.AccessTokenAsync(_lan, TokenScopes.ReadNotifications);
        var other = await _app.AccessTokenAsync(_lan, TokenScopes.ReadNotifications);
        await using var socket = await _lan.ConnectWithTokenAsync(token);
        await using var inQuery = await TestSocket.ConnectAsync(_app.Address, $"/ws/notifications?access_token={token}", _ => { });
        await using var kept = await _lan.ConnectWithTokenAsync(other, "?after=0");
        (await kept.ReceiveAsync()).Type().ShouldBe("welcome");

        var form = await PageForm.OpenAsync(_lan, "/account/tokens");
        var id = form.Page.QuerySelectorAll("button[name=Revoke]")[^1].GetAttribute("value")!;
        await RevokeAsync(form, id);

        (await socket.ReceiveCloseAsync()).ShouldBe(4001);
        (await inQuery.ReceiveCloseAsync()).ShouldBe(4001);
        (await Should.ThrowAsync<UpgradeRefusedException>(() => _lan.ConnectWithTokenAsync(token))).Status.ShouldBe(401);
        await _app.NotifyAsync(_lan, 1);
        (await kept.ReceiveAsync("notification")).Number("id").ShouldBe(1);
    }

    [Fact]
    public async Task It_outlives_a_change_of_the_password_and_a_sign_out_everywhere()
    {
        var token = await _app.AccessTokenAsync(_lan, TokenScopes.ReadNotifications);
        await using var socket = await _lan.ConnectWithTokenAsync(token, "?after=0");
        (await socket.ReceiveAsync()).Type().ShouldBe("welcome");
        await using var signedIn = await _lan.ConnectAsync();
        var id = (await _lan.ProfileAsync()).Id;

        using var changed = await _lan.PostAsync(
            "/api/account/manage/info", new { oldPassword = BlogApplication.Password, newPassword = "another good password" });
        changed.EnsureSuccessStatusCode();
        (await signedIn.ReceiveCloseAsync()).ShouldBe(4001);

        await _app.NotifyAsync(id, "still here");
        (await socket.ReceiveAsync("notification")).Text("message").ShouldBe("still here");
    }

    [Fact]
    public async Task Locking_its_owner_out_closes_its_sockets_with_4001()
    {
        using var minh = await _app.RegisterAsync("minh");
        var token = await _app.AccessTokenAsync(minh, TokenScopes.ReadNotifications);
        await using var socket = await minh.ConnectWithTokenAsync(token);
        await using (var scope = _app.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<BlogUser>>();
            await users.SetLockoutEndDateAsync((await users.FindByEmailAsync(minh.Email))!, DateTimeOffset.MaxValue);
        }

        (await socket.ReceiveCloseAsync()).ShouldBe(4001);
        (await Should.ThrowAsync<UpgradeRefusedException>(() => minh.ConnectWithTokenAsync(token))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Its_last_use_is_noted_at_most_once_a_minute()
    {
        using var script = await _app.ScriptAsync(_lan, TokenScopes.ReadPosts);
        (await LastUseAsync()).ShouldBeNull();

        (await script.GetAsync("/api/posts")).Dispose();
        var first = await LastUseAsync();
        (await script.GetAsync("/api/posts")).Dispose();
        (await LastUseAsync()).ShouldBe(first.ShouldNotBeNull());
        _time.Later += TimeSpan.FromMinutes(2);
        (await script.GetAsync("/api/posts")).Dispose();

        (await LastUseAsync())!.Value.ShouldBeGreaterThan(first.Value);
    }

    private async Task<DateTime?> LastUseAsync()
    {
        await using var db = await OpenDatabaseAsync();
        return await db.AccessTokens.Select(t => t.LastUsedAt).SingleAsync(Cancel);
    }

    private Task<BlogDbContext> OpenDatabaseAsync() =>
        _app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);

    private async Task RevokeAsync(PageForm form, string id)
    {
        var fields = form.Page.QuerySelector($"button[name=Revoke][value='{id}']")!.Closest("form")!.QuerySelectorAll("input")
            .Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? ""))
            .Append(KeyValuePair.Create("Revoke", id));
        using var response = await _lan.Http.PostAsync(
            new Uri("/account/tokens", UriKind.Relative), new FormUrlEncodedContent(fields), Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}

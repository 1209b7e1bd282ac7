using System.Net;
using BlogBlazor.Data;
using BlogBlazor.Notifications.Push;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Push;

[Trait("Category", "Integration")]
public sealed class PushApiTests
{
    private static readonly string Point = WebEncoders.Base64UrlEncode([4, .. new byte[64]]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_browser_is_added_once_belongs_to_whoever_uses_it_now_and_is_removed_by_its_user_alone()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        using var browser = await app.SubscribeAsync(lan, "phone");
        using var again = await lan.PostAsync("/api/push/subscriptions", browser.Subscription);
        var id = (await lan.GetJsonAsync("/api/push/subscriptions"))[0].GetProperty("id").GetString();

        using var notTheirs = await minh.Http.DeleteAsync($"/api/push/subscriptions/{id}", Cancel);
        (await lan.GetJsonAsync("/api/push/subscriptions")).GetArrayLength().ShouldBe(1);
        (await HasPushAsync(app, lan)).ShouldBeTrue();

        using var handedOver = await minh.PostAsync("/api/push/subscriptions", browser.Subscription);
        (await HasPushAsync(app, lan)).ShouldBeFalse();
        (await HasPushAsync(app, minh)).ShouldBeTrue();

        using var removed = await minh.Http.DeleteAsync($"/api/push/subscriptions/{id}", Cancel);
        (await HasPushAsync(app, minh)).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_turns_pushes_on_first_has_the_settings_of_who_chose_nothing_else()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var push = await TestPushService.StartAsync();
        lan.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("vi");

        using var browser = push.NewBrowser("phone");
        using var added = await lan.PostAsync("/api/push/subscriptions", browser.Subscription);

        added.EnsureSuccessStatusCode();
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
        var settings = await db.NotificationSettings.SingleAsync(Cancel);
        (settings.TimeZone, settings.HasPush).ShouldBe(("Asia/Ho_Chi_Minh", true));
    }

    [Fact]
    public async Task The_key_is_the_same_after_a_restart_and_on_another_instance()
    {
        using var database = new TestDatabase();
        await using var app = BlogApplication.Start(database: database);
        using var lan = await app.RegisterAsync("lan");
        await using var other = BlogApplication.Start(database: database);
        using var there = lan.At(other.Address);

        var keys = await Task.WhenAll(lan.GetJsonAsync("/api/push/key"), there.GetJsonAsync("/api/push/key"));

        keys[0].GetRawText().ShouldBe(keys[1].GetRawText());
    }

    [Theory]
    [InlineData("http://push.example.com/1", "", "", "endpoint")]
    [InlineData("nonsense", "", "", "endpoint")]
    [InlineData("https://push.example.com/1", "AAAA", "", "keys.p256dh")]
    [InlineData("https://push.example.com/1", "off the curve", "", "keys.p256dh")]
    public async Task What_no_browser_would_send_is_refused_by_field(string endpoint, string p256dh, string auth, string field)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        using var refused = await lan.PostAsync(
            "/api/push/subscriptions", new { endpoint, keys = new { p256dh = p256dh == "off the curve" ? Point : p256dh, auth } });

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await TestUser.ReadAsync(refused)).GetProperty("errors").GetProperty(field).GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_secret_of_another_length_and_an_address_that_is_too_long_are_refused()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        using var browser = await app.SubscribeAsync(lan, "phone");
        var keys = browser.Keys;

        (await RefusedAsync(browser.Endpoint, keys.P256dh, "AAAA")).ShouldBe(["keys.auth: must be 16 bytes in base64url"]);
        (await RefusedAsync(browser.Endpoint, keys.P256dh, "no base64url")).ShouldBe(["keys.auth: must be 16 bytes in base64url"]);
        (await RefusedAsync(browser.Endpoint, "AAAA", keys.Auth)).ShouldBe(["keys.p256dh: must be an uncompressed point of P-256 in base64url"]);
        var longest = "https://push.example.com/".PadRight(PushDevice.MaxEndpointLength, 'x');
        (await RefusedAsync(longest + "x", keys.P256dh, keys.Auth)).ShouldBe(
            [$"endpoint: must be an https address of at most {PushDevice.MaxEndpointLength} characters"]);
        using var taken = await lan.PostAsync("/api/push/subscriptions", new { endpoint = longest, keys = new { p256dh = keys.P256dh, auth = keys.Auth } });
        taken.EnsureSuccessStatusCode();

        async Task<IEnumerable<string>> RefusedAsync(string endpoint, string p256dh, string auth)
        {
            using var refused = await lan.PostAsync("/api/push/subscriptions", new { endpoint, keys = new { p256dh, auth } });
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            return (await TestUser.ReadAsync(refused)).GetProperty("errors").EnumerateObject().Select(error => $"{error.Name}: {error.Value[0]}").ToList();
        }
    }

    [Fact]
    public async Task Of_too_many_browsers_the_oldest_goes()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan");
        for (var number = 0; number <= PushDevices.MaxPerUser; number++)
        {
            app.Clock.Later += TimeSpan.FromMinutes(1);
            using var browser = await app.SubscribeAsync(lan, $"browser-{number}");
        }

        await using var db = await app.OpenAsync();
        var endpoints = await db.PushDevices.Select(d => d.Endpoint).ToListAsync(Cancel);
        endpoints.Count.ShouldBe(PushDevices.MaxPerUser);
        endpoints.ShouldNotContain(endpoint => endpoint.EndsWith("/browser-0"));
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_gets_401()
    {
        await using var app = BlogApplication.Start();
        using var anonymous = app.Anonymous();

        (await anonymous.GetAsync("/api/push/key")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await anonymous.PostAsync("/api/push/subscriptions", new { })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<bool> HasPushAsync(AwayApplication app, TestUser user)
    {
        var id = (await user.ProfileAsync()).Id;
        await using var db = await app.OpenAsync();
        return (await db.NotificationSettings.SingleAsync(s => s.UserId == id, Cancel)).HasPush;
    }
}

using BlogBlazor.Notifications.Email;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>
/// Every page of the demo, as <see cref="AxeTests.Every_route_is_looked_at"/> watches over: what axe looks at, and what
/// `./test.sh screenshots` draws.
/// </summary>
internal static class SitePages
{
    public const string Post = "/posts/a-row-first-a-signal-second";

    public static readonly string[] OfReaders =
    [
        "/", "/?before=2020-01-01", Post, "/posts/ca-phe-sang-o-da-lat", "/posts/markdown-that-works-here", "/posts/nothing-here", "/tags", "/tags/web", "/authors/minh",
        "/archive", $"/archive/{DateTime.UtcNow:yyyy/M}", "/search", "/search?q=dang", "/search?q=zzyzx", "/account/login",
        "/account/register", "/account/forgot", "/account/reset", "/account/confirm", "/notifications/unsubscribe", "/status/404", "/status/405", "/status/429", "/error",
        "/samples/notifications.html", "/samples/widget.html",
    ];

    /// <summary>Where a circuit runs: of lan, who is the administrator.</summary>
    public static readonly string[] OfUsers =
    [
        "/", Post, "/write", $"{Post}/edit", $"{Post}/revisions", "/posts/mine", "/posts/mine?q=nothing+of+it", "/notifications",
        "/notifications?show=unread", "/posts/nothing-here", "/admin/moderation", "/admin/moderation?show=reports",
        "/admin/moderation?show=banned", "/admin/moderation?show=rules", "/admin/messages", "/admin/figures", "/admin/settings",
        "/account/devices",
    ];

    /// <summary>Signed in, and without a circuit.</summary>
    public static readonly string[] OfAccounts =
    [
        "/account/profile", "/account/password", "/account/notifications", "/account/tokens", "/account/webhooks",
    ];

    /// <summary>Where the links in e-mails lead.</summary>
    public static string[] OfMails(BlogApplication app)
    {
        var token = Uri.EscapeDataString(app.Services.GetRequiredService<UnsubscribeTokens>().Make("lan"));
        return [$"/notifications/unsubscribe?token={token}", $"/notifications/unsubscribe?done=true&token={token}"];
    }

    /// <summary>Makes what is held, what is reported, and somebody who is banned.</summary>
    public static async Task FillTheQueueAsync(BlogApplication app)
    {
        var slug = Post["/posts/".Length..];
        var unique = Guid.NewGuid().ToString("N")[..6];
        using var tuan = await app.RegisterAsync($"tuan-{unique}");
        using var minh = await app.RegisterAsync($"minh-{unique}");
        var comment = await tuan.CommentAsync(slug, "Rude.");
        await tuan.CommentAsync(slug, "Held: //a.b //c.d //e.f //g.h");
        using var report = await minh.PostAsync($"/api{Post}/comments/{comment}/reports", new { reason = "It is rude." });
        report.EnsureSuccessStatusCode();
        await app.BanAsync((await tuan.ProfileAsync()).Id);
    }

    /// <summary>Leads everybody to "/setup".</summary>
    public static BlogApplication StartWithoutAdministrator() =>
        BlogApplication.Start(new Dictionary<string, string> { ["environment"] = "Production" });

    /// <summary>In Production an application serves what was published, and the tests' own was not.</summary>
    public static async Task ServeUnpublishedAsync(Visitor visitor)
    {
        var root = Path.Combine(Repository.Root, "BlogBlazor", "wwwroot");
        await visitor.Context.RouteAsync("**/*.css", route => route.FulfillAsync(new() { Path = Path.Combine(root, "app.css") }));
        await visitor.Context.RouteAsync(
            "**/fonts/*", route => route.FulfillAsync(new() { Path = Path.Combine(root, "fonts", Path.GetFileName(new Uri(route.Request.Url).LocalPath)) }));
    }
}

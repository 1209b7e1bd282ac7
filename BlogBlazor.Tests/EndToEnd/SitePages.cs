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
        "/archive", $"/archive/{DateTime.UtcNow:yyyy/M}", "/search", "/search?q=dang", "/search?q=nothing+of+it", "/account/login",
        "/account/register", "/account/forgot", "/account/reset", "/account/confirm", "/notifications/unsubscribe", "/not-found", "/error",
        "/samples/notifications.html", "/samples/widget.html",
    ];

    /// <summary>Where a circuit runs: of lan, who is the administrator.</summary>
    public static readonly string[] OfUsers =
    [
        "/", Post, "/write", $"{Post}/edit", $"{Post}/revisions", "/posts/mine", "/posts/mine?q=nothing+of+it", "/notifications",
        "/notifications?show=unread", "/posts/nothing-here", "/admin/moderation", "/admin/moderation?show=reports",
        "/admin/moderation?show=banned", "/admin/moderation?show=rules", "/admin/messages", "/admin/figures", "/admin/settings",
    ];

    /// <summary>Signed in, and without a circuit.</summary>
    public static readonly string[] OfAccounts =
    [
        "/account/profile", "/account/password", "/account/notifications", "/account/devices", "/account/tokens", "/account/webhooks",
    ];
}

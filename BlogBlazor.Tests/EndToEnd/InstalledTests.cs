using BlogBlazor.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>The service worker, in real Chromium: without a network, and when a push comes.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class InstalledTests(EndToEndFixture fixture)
{
    private const string Kept = "async () => Boolean(await (await caches.open('inbox')).match('/api/notifications'))";

    [Fact]
    public async Task Offline_the_inbox_is_as_last_seen_and_what_is_marked_is_sent_when_the_network_is_back()
    {
        await using var app = await PublishedApplication.StartAsync(
            ("Setup:AdminEmail", EndToEndFixture.AdministratorEmail), ("Setup:AdminPassword", BlogApplication.Password));
        await using var lan = await SignUpWithACommentAsync(app);
        await lan.GoAsync("/");
        await lan.Page.UntilAsync(Kept);

        await app.KillAsync();
        await lan.Page.GotoAsync("/tags");
        await Expect(lan.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("You are offline");
        await Expect(lan.Page.Locator(".inbox-list li.unread")).ToContainTextAsync("commented on your post “Phở”");
        var mark = lan.Page.GetByRole(AriaRole.Button, new() { Name = "Mark as read" });
        await lan.Page.SetViewportSizeAsync(390, 844);
        var onPhone = (await mark.BoundingBoxAsync())!;
        onPhone.Width.ShouldBeGreaterThan(onPhone.Height, "Its words stand beside each other.");
        await mark.ClickAsync();
        await Expect(lan.Page.Locator(".inbox-list li.unread")).ToHaveCountAsync(0);

        await app.StartAgainAsync();
        await lan.Page.GetByRole(AriaRole.Link, new() { Name = "Try again" }).ClickAsync();
        await Expect(lan.Page.GetByRole(AriaRole.Heading, new() { Name = "Tags" })).ToBeVisibleAsync();
        await Expect(lan.BellCount).ToHaveCountAsync(0);
        (await lan.Account.GetJsonAsync("/api/notifications/unread-count")).GetProperty("unread").GetInt32().ShouldBe(0);

        await lan.Page.Locator("details.menu summary").ClickAsync();
        await lan.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(lan.Page.GetByRole(AriaRole.Link, new() { Name = "Join" })).ToBeVisibleAsync();
        (await lan.Page.EvaluateAsync<bool>("caches.has('inbox')")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_push_shows_and_the_next_of_the_same_tag_takes_its_place()
    {
        var app = await fixture.SiteAsync();
        await using var lan = await SignUpWithACommentAsync(app);
        await lan.Context.GrantPermissionsAsync(["notifications"]);
        var browser = await lan.Context.NewCDPSessionAsync(lan.Page);
        var registered = new TaskCompletionSource<string>();
        browser.Event("ServiceWorker.workerRegistrationUpdated").OnEvent += (_, told) =>
        {
            foreach (var registration in told!.Value.GetProperty("registrations").EnumerateArray())
            {
                registered.TrySetResult(registration.GetProperty("registrationId").GetString()!);
            }
        };
        await browser.SendAsync("ServiceWorker.enable");
        await lan.GoAsync("/");
        var registrationId = await registered.Task.WaitAsync(TestSocket.Patience, TestContext.Current.CancellationToken);
        await lan.Page.UntilAsync(Kept);

        foreach (var title in new[] { "1 new", "2 new" })
        {
            await lan.Page.EvaluateAsync("caches.delete('inbox')");
            await browser.SendAsync("ServiceWorker.deliverPushMessage", new Dictionary<string, object>
            {
                ["origin"] = app.Address.ToString(),
                ["registrationId"] = registrationId,
                ["data"] = $$"""{"title":"{{title}}","body":"minh commented","link":"/tags","tag":"comments","count":1,"unread":1,"ids":[1]}""",
            });
            // It keeps the inbox once it has shown it. Asked over and over until then what is shown, Chromium at times lost it.
            await lan.Page.UntilAsync(Kept);
            (await lan.Page.EvaluateAsync<string[]>("async () => (await (await navigator.serviceWorker.ready).getNotifications()).map((n) => n.title)"))
                .ShouldBe([title]);
        }
    }

    [Fact]
    public async Task The_permission_for_pushes_is_asked_for_when_the_button_is_pressed_and_not_before()
    {
        var app = await fixture.SiteAsync();
        await using var lan = await fixture.SignUpAsync(app, "lan");
        await lan.Context.GrantPermissionsAsync(["notifications"]);
        await lan.Page.AddInitScriptAsync("window.asked = 0; Notification.requestPermission = async () => { window.asked++; return 'denied'; };");
        await lan.GoAsync("/account/devices");
        var button = lan.Page.GetByRole(AriaRole.Button, new() { Name = "Notify me on this device" });
        await Expect(button).ToBeVisibleAsync();
        (await lan.Page.EvaluateAsync<int>("asked")).ShouldBe(0);

        await button.ClickAsync();

        await Expect(lan.Page.GetByText("This browser did not agree to it.")).ToBeVisibleAsync();
        (await lan.Page.EvaluateAsync<int>("asked")).ShouldBe(1);
    }

    [Fact]
    public async Task A_reader_has_a_manifest_and_no_service_worker()
    {
        var app = await fixture.SiteAsync();
        await using var reader = await fixture.OpenAsync(app);
        await reader.Page.GotoAsync("/");

        (await reader.Page.EvaluateAsync<int>("navigator.serviceWorker.getRegistrations().then((all) => all.length)")).ShouldBe(0);
        var manifest = await reader.Page.EvaluateAsync<System.Text.Json.JsonElement>(
            "fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())");
        manifest.GetProperty("name").GetString().ShouldBe("BlogBlazor");
        (manifest.GetProperty("display").GetString(), manifest.GetProperty("start_url").GetString()).ShouldBe(("standalone", "/"));
        foreach (var icon in manifest.GetProperty("icons").EnumerateArray())
        {
            var size = await reader.Page.EvaluateAsync<string>(
                "(src) => new Promise((done) => { const icon = new Image(); icon.onload = () => done(`${icon.naturalWidth}x${icon.naturalHeight}`); icon.src = src; })",
                icon.GetProperty("src").GetString());
            size.ShouldBe(icon.GetProperty("sizes").GetString());
        }
    }

    private async Task<Visitor> SignUpWithACommentAsync(PublishedApplication app)
    {
        var lan = await fixture.SignUpAsync(app, "lan");
        await using var minh = await fixture.SignUpAsync(app, "minh");
        var post = await lan.PublishAsync("Phở", "Some text.");
        await minh.Account.CommentAsync(post["/posts/".Length..]);
        return lan;
    }
}

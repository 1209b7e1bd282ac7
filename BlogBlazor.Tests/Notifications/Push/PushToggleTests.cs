using System.Security.Cryptography;
using BlogBlazor.Notifications.Push;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Push;

/// <summary>What js/push.js says of the browser is set here; the rows are real.</summary>
public sealed class PushToggleTests : BlogBunitContext
{
    private readonly BunitJSModuleInterop _browser;

    public PushToggleTests() => _browser = JSInterop.SetupModule("/js/push.js");

    private PushDevices Devices => Services.GetRequiredService<PushDevices>();

    [Theory]
    [InlineData("unsupported", "On an iPhone or iPad, first add this site to the home screen.")]
    [InlineData("denied", "Allow them in its site settings")]
    public void Where_it_cannot_be_turned_on_it_says_why_and_offers_no_button(string state, string words)
    {
        SetState(state);

        var toggle = Render<PushToggle>();

        toggle.WaitForAssertion(() => toggle.Markup.ShouldContain(words));
        toggle.FindAll("button").ShouldBeEmpty();
        _browser.Invocations.ShouldAllBe(call => call.Identifier == "state");
    }

    [Fact]
    public async Task A_click_asks_the_browser_and_this_device_is_listed()
    {
        SetState("off");
        var made = Made("https://push.example.com/1");
        _browser.Setup<PushToggle.Subscription?>("subscribe", _ => true)
            .SetResult(new PushToggle.Subscription(made.Endpoint, made.Keys, "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"));
        var toggle = Render<PushToggle>();
        toggle.WaitForAssertion(() => toggle.FindButton("Notify me on this device"));
        _browser.Invocations.ShouldNotContain(call => call.Identifier == "subscribe", "nothing is asked before the click");

        SetState("on", PushDevices.HashOf(made.Endpoint));
        await toggle.FindButton("Notify me on this device").ClickAsync();

        toggle.FindButton("Stop on this device");
        toggle.WordsOf(".push-devices").ShouldHaveSingleItem().ShouldStartWith("Firefox, Linux (this one)");
    }

    [Fact]
    public async Task Another_device_is_removed_and_it_is_said()
    {
        var phone = Made("https://push.example.com/phone");
        await Devices.AddAsync(Lan.Id, phone, "Mozilla/5.0 (Linux; Android 16) Chrome/142.0 Mobile", Xunit.TestContext.Current.CancellationToken);
        SetState("off");
        var toggle = Render<PushToggle>();
        toggle.WaitForAssertion(() => toggle.FindButton("Remove Chrome, Android"));

        await toggle.FindButton("Remove Chrome, Android").ClickAsync();

        toggle.FindRole("status").TextContent.ShouldBe("Chrome, Android is not notified any more.");
        (await Devices.ListAsync(Lan.Id, Xunit.TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_that_refuses_is_said_and_changes_nothing()
    {
        var phone = Made("https://push.example.com/phone");
        await Devices.AddAsync(Lan.Id, phone, "Firefox/140.0 (Windows)", Xunit.TestContext.Current.CancellationToken);
        SetState("off");
        var toggle = Render<PushToggle>();
        toggle.WaitForAssertion(() => toggle.FindButton("Remove Firefox, Windows"));
        Database.RefuseWrites("NotificationSettings");

        await toggle.FindButton("Remove Firefox, Windows").ClickAsync();

        toggle.FindRole("status").TextContent.ShouldBe("It did not work just now. Please try again.");
    }

    private void SetState(string name, string? id = null) =>
        _browser.Setup<PushToggle.BrowserState>("state").SetResult(new PushToggle.BrowserState(name, id));

    private static PushDeviceInput Made(string endpoint)
    {
        using var keys = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var q = keys.ExportParameters(includePrivateParameters: false).Q;
        return new PushDeviceInput(endpoint, new PushDeviceKeys(
            WebEncoders.Base64UrlEncode([4, .. q.X!, .. q.Y!]), WebEncoders.Base64UrlEncode(new byte[16])));
    }
}

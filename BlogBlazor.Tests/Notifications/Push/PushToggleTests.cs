using System.Security.Cryptography;
using BlogBlazor.Accounts;
using BlogBlazor.Notifications.Push;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;

namespace BlogBlazor.Tests.Notifications.Push;

/// <summary>What js/push.js says of the browser is set here; the rows are real.</summary>
public sealed class PushToggleTests : BlogBunitContext
{
    private const string TurnOn = "Notify me on this device";
    private const string TurnOff = "Stop on this device";
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";
    private const string Phone = "Mozilla/5.0 (Linux; Android 16) Chrome/142.0 Mobile";

    private readonly BunitJSModuleInterop _browser;

    public PushToggleTests() => _browser = JSInterop.SetupModule("/js/push.js");

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    private PushDevices Devices => Services.GetRequiredService<PushDevices>();

    [Theory]
    [InlineData("en", "unsupported", "This browser takes no pushes. On an iPhone or iPad, first add this site to the home screen.")]
    [InlineData("en", "denied", "This browser was told to block notifications of this site. Allow them in its site settings, next to the address, and reload this page.")]
    [InlineData("vi", "unsupported", "Trình duyệt này không nhận thông báo đẩy. Trên iPhone hoặc iPad, trước hết hãy thêm trang này vào màn hình chính.")]
    [InlineData("vi", "denied", "Trình duyệt này đang chặn thông báo của trang. Hãy cho phép trong cài đặt trang web, cạnh ô địa chỉ, rồi tải lại trang này.")]
    public void Where_it_cannot_be_turned_on_it_says_why_and_offers_no_button(string language, string state, string words)
    {
        SetState(state);
        Speak(language);

        var toggle = Render<PushToggle>();

        toggle.WaitForAssertion(() => toggle.WordsOf("h2 + p").ShouldBe([words]));
        toggle.FindAll("button").ShouldBeEmpty();
        _browser.Invocations.ShouldAllBe(call => call.Identifier == "state");
    }

    [Theory]
    [InlineData("en", "off", TurnOn, "What you have not seen here after a moment is pushed to this device, even when the site is closed.")]
    [InlineData("vi", "off", "Báo cho tôi trên thiết bị này", "Những gì sau ít phút bạn chưa xem ở đây sẽ được đẩy tới thiết bị này, kể cả khi trang đã đóng.")]
    [InlineData("en", "on", TurnOff, "This device is notified, even when the site is closed.")]
    [InlineData("vi", "on", "Dừng trên thiết bị này", "Thiết bị này được báo, kể cả khi trang đã đóng.")]
    public async Task It_says_how_it_is_and_offers_the_other(string language, string state, string button, string words)
    {
        var device = await AddAsync(Lan, "laptop", Firefox);
        SetState(state, state == "on" ? device : null);
        Speak(language);

        var toggle = Render<PushToggle>();

        toggle.WaitForAssertion(() => toggle.WordsOf("h2 + p").ShouldBe([words]));
        toggle.WordsOf("h2 ~ button").ShouldBe([button]);
    }

    [Fact]
    public void Until_the_browser_has_answered_it_says_what_it_is_about_and_offers_nothing()
    {
        _browser.Setup<PushToggle.BrowserState>("state");

        var toggle = Render<PushToggle>();

        toggle.WordsOf("h2 + p").ShouldBe(["What you have not seen here after a moment is pushed to this device, even when the site is closed."]);
        toggle.FindAll("button, li").ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_who_is_not_signed_in_the_browser_is_asked_nothing()
    {
        SignOut();

        var toggle = Render<PushToggle>();
        await SettleAsync();

        toggle.FindAll("button, li").ShouldBeEmpty();
        JSInterop.Invocations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Before_the_circuit_runs_the_browser_is_asked_nothing()
    {
        (await PrerenderAsync<PushToggle>()).ShouldNotContain("<button");

        JSInterop.Invocations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en", TurnOn, TurnOff, "This device is notified from now on.", "Firefox, Linux (this one)", "Since just now")]
    [InlineData("vi", "Báo cho tôi trên thiết bị này", "Dừng trên thiết bị này", "Từ giờ thiết bị này sẽ được báo.", "Firefox, Linux (thiết bị này)", "Từ vừa xong")]
    public async Task A_click_asks_the_browser_and_this_device_is_listed(
        string language, string on, string off, string said, string name, string since)
    {
        Speak(language);
        SetState("off");
        var made = Made("laptop");
        Agree(made, Firefox);
        var toggle = await OpenAsync(on);
        _browser.Invocations.ShouldNotContain(call => call.Identifier == "subscribe", "nothing is asked before the click");

        SetState("on", PushDevices.HashOf(made.Endpoint));
        await toggle.FindButton(on).ClickAsync();

        toggle.FindButton(off);
        Said(toggle).ShouldBe(said);
        toggle.FindAll("li span").ShouldHaveSingleItem().Words().ShouldStartWith(name);
        toggle.WordsOf("li small").ShouldBe([since]);
        _browser.Invocations["subscribe"].ShouldHaveSingleItem().Arguments
            .ShouldBe([await Services.GetRequiredService<PushKeys>().PublicAsync(Cancel)]);
        var device = (await Devices.ListAsync(Lan.Id, Cancel)).ShouldHaveSingleItem();
        (device.Endpoint, device.P256dh, device.Auth, device.CreatedAt)
            .ShouldBe((made.Endpoint, made.Keys.P256dh, made.Keys.Auth, Start.UtcDateTime));
        (await HasPushAsync(Lan)).ShouldBe(true);
        (await HasPushAsync(Minh)).ShouldBeNull();
    }

    [Theory]
    [InlineData("en", TurnOn, "This browser did not agree to it.")]
    [InlineData("vi", "Báo cho tôi trên thiết bị này", "Trình duyệt này không đồng ý.")]
    public async Task A_browser_that_does_not_agree_is_not_listed(string language, string on, string said)
    {
        Speak(language);
        SetState("off");
        _browser.Setup<PushToggle.Subscription?>("subscribe", _ => true).SetResult(null);
        var toggle = await OpenAsync(on);

        SetState("denied");
        await toggle.FindButton(on).ClickAsync();

        Said(toggle).ShouldBe(said);
        toggle.FindAll("button, li").ShouldBeEmpty("it blocks the site from now on");
        (await Devices.ListAsync(Lan.Id, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_no_browser_would_say_is_not_kept()
    {
        SetState("off");
        Agree(Made("laptop") with { Endpoint = "http://push.example.com/laptop" }, Firefox);
        var toggle = await OpenAsync(TurnOn);

        await toggle.FindButton(TurnOn).ClickAsync();

        Said(toggle).ShouldBe("This browser did not agree to it.");
        (await Devices.ListAsync(Lan.Id, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_click_while_the_browser_asks_does_nothing()
    {
        SetState("off");
        var made = Made("laptop");
        var answer = _browser.Setup<PushToggle.Subscription?>("subscribe", _ => true);
        var toggle = await OpenAsync(TurnOn);

        var first = toggle.FindButton(TurnOn).ClickAsync();
        await toggle.FindButton(TurnOn).ClickAsync();
        SetState("on", PushDevices.HashOf(made.Endpoint));
        answer.SetResult(new PushToggle.Subscription(made.Endpoint, made.Keys, Firefox));
        await first;

        _browser.Invocations["subscribe"].Count.ShouldBe(1);
        toggle.FindButton(TurnOff);
    }

    [Theory]
    [InlineData(TurnOff)]
    [InlineData("Remove Firefox, Linux")]
    public async Task This_device_is_turned_off_in_the_browser_and_here_by_either_button_and_the_others_stay(string button)
    {
        var laptop = await AddAsync(Lan, "laptop", Firefox);
        var phone = await AddAsync(Lan, "phone", Phone);
        var others = await AddAsync(Minh, "others", Phone);
        SetState("on", laptop);
        var toggle = await OpenAsync(TurnOff);

        SetState("off");
        await toggle.FindButton(button).ClickAsync();

        Said(toggle).ShouldBe("This device is not notified any more.");
        toggle.FindButton(TurnOn);
        _browser.VerifyInvoke("unsubscribe");
        (await DevicesAsync()).ShouldBe([(Lan.Id, phone), (Minh.Id, others)]);
        (await HasPushAsync(Lan)).ShouldBe(true);
        (await HasPushAsync(Minh)).ShouldBe(true);
    }

    [Theory]
    [InlineData("en", "Remove Chrome, Android", "Chrome, Android is not notified any more.")]
    [InlineData("vi", "Xóa Chrome, Android", "Chrome, Android không còn được báo nữa.")]
    public async Task Another_device_is_removed_it_is_said_and_this_browser_is_left_alone(string language, string remove, string said)
    {
        await AddAsync(Lan, "phone", Phone);
        SetState("off");
        Speak(language);
        var toggle = await OpenAsync(remove);

        await toggle.FindButton(remove).ClickAsync();

        Said(toggle).ShouldBe(said);
        toggle.FindAll("h3, li").ShouldBeEmpty();
        _browser.VerifyNotInvoke("unsubscribe");
        (await DevicesAsync()).ShouldBeEmpty();
        (await HasPushAsync(Lan)).ShouldBe(false);
    }

    [Fact]
    public async Task Devices_are_listed_newest_first_and_nobody_else_s()
    {
        await AddAsync(Lan, "laptop", Firefox);
        await AddAsync(Minh, "others", Phone);
        Clock.Advance(TimeSpan.FromHours(1));
        await AddAsync(Lan, "phone", Phone);
        SetState("unsupported");

        var toggle = await OpenAsync("Remove Chrome, Android");

        toggle.WordsOf("h3").ShouldBe(["Devices that are notified"]);
        toggle.WordsOf("li").ShouldBe(["Chrome, Android Since just now Remove", "Firefox, Linux Since 1 hour ago Remove"]);
    }

    [Fact]
    public async Task A_browser_that_notifies_somebody_else_can_be_turned_on_for_who_is_here_now()
    {
        var made = Made("laptop");
        await Devices.AddAsync(Minh.Id, made, Firefox, Cancel);
        SetState("on", PushDevices.HashOf(made.Endpoint));
        Agree(made, Firefox);
        var toggle = await OpenAsync(TurnOn);
        toggle.FindAll("li").ShouldBeEmpty();

        await toggle.FindButton(TurnOn).ClickAsync();

        toggle.FindButton(TurnOff);
        (await DevicesAsync()).ShouldBe([(Lan.Id, PushDevices.HashOf(made.Endpoint))]);
        (await HasPushAsync(Lan)).ShouldBe(true);
        (await HasPushAsync(Minh)).ShouldBe(false);
    }

    [Theory]
    [InlineData("en", TurnOn, "It did not work just now. Please try again.")]
    [InlineData("vi", "Báo cho tôi trên thiết bị này", "Vừa rồi không thực hiện được. Hãy thử lại.")]
    public async Task A_browser_that_fails_is_said_and_another_try_is_offered(string language, string on, string said)
    {
        Speak(language);
        SetState("off");
        _browser.Setup<PushToggle.Subscription?>("subscribe", _ => true).SetException(new JSException("no push service"));
        var toggle = await OpenAsync(on);

        await toggle.FindButton(on).ClickAsync();

        Said(toggle).ShouldBe(said);
        toggle.FindButton(on);
        (await DevicesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_that_is_gone_has_nothing_said_on_it()
    {
        SetState("off");
        _browser.Setup<PushToggle.Subscription?>("subscribe", _ => true).SetException(new JSDisconnectedException("gone"));
        var toggle = await OpenAsync(TurnOn);

        await toggle.FindButton(TurnOn).ClickAsync();

        Said(toggle).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_that_refuses_is_said_turns_nothing_on_and_another_try_does()
    {
        SetState("off");
        var made = Made("laptop");
        Agree(made, Firefox);
        var toggle = await OpenAsync(TurnOn);
        Database.RefuseWrites("PushSubscriptions");
        await toggle.FindButton(TurnOn).ClickAsync();
        Said(toggle).ShouldBe("It did not work just now. Please try again.");
        toggle.FindAll("li").ShouldBeEmpty();

        Database.TakeWrites("PushSubscriptions");
        SetState("on", PushDevices.HashOf(made.Endpoint));
        await toggle.FindButton(TurnOn).ClickAsync();

        Said(toggle).ShouldBe("This device is notified from now on.");
        (await DevicesAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_database_that_refuses_is_said_and_turns_nothing_off()
    {
        var laptop = await AddAsync(Lan, "laptop", Firefox);
        SetState("on", laptop);
        var toggle = await OpenAsync(TurnOff);
        Database.RefuseWrites("NotificationSettings");

        await toggle.FindButton(TurnOff).ClickAsync();

        Said(toggle).ShouldBe("It did not work just now. Please try again.");
        toggle.FindButton(TurnOff);
        toggle.FindAll("li").ShouldHaveSingleItem();
        _browser.VerifyNotInvoke("unsubscribe");
        (await DevicesAsync()).ShouldBe([(Lan.Id, laptop)]);
    }

    private void SetState(string name, string? id = null) =>
        _browser.Setup<PushToggle.BrowserState>("state").SetResult(new PushToggle.BrowserState(name, id));

    private void Agree(PushDeviceInput made, string userAgent) =>
        _browser.Setup<PushToggle.Subscription?>("subscribe", _ => true)
            .SetResult(new PushToggle.Subscription(made.Endpoint, made.Keys, userAgent));

    private async Task<IRenderedComponent<PushToggle>> OpenAsync(string button)
    {
        var toggle = Render<PushToggle>();
        await toggle.WaitForAssertionAsync(() => toggle.FindButton(button));
        return toggle;
    }

    private static string Said(IRenderedComponent<PushToggle> toggle) => toggle.FindRole("status").TextContent;

    /// <returns>Its number, as the browser tells it.</returns>
    private async Task<string> AddAsync(CurrentUser user, string name, string userAgent)
    {
        var made = Made(name);
        await Devices.AddAsync(user.Id, made, userAgent, Cancel);
        return PushDevices.HashOf(made.Endpoint);
    }

    private async Task<List<(string UserId, string Id)>> DevicesAsync()
    {
        await using var db = await Rows.OpenAsync();
        return (await db.PushDevices.AsNoTracking().OrderBy(d => d.UserId).ToListAsync(Cancel)).ConvertAll(d => (d.UserId, d.EndpointHash));
    }

    /// <summary>Null for who has chosen nothing ever.</summary>
    private async Task<bool?> HasPushAsync(CurrentUser user)
    {
        await using var db = await Rows.OpenAsync();
        return await db.NotificationSettings.Where(s => s.UserId == user.Id).Select(s => (bool?)s.HasPush).SingleOrDefaultAsync(Cancel);
    }

    private static PushDeviceInput Made(string name)
    {
        using var keys = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var q = keys.ExportParameters(includePrivateParameters: false).Q;
        return new PushDeviceInput($"https://push.example.com/{name}", new PushDeviceKeys(
            WebEncoders.Base64UrlEncode([4, .. q.X!, .. q.Y!]), WebEncoders.Base64UrlEncode(new byte[16])));
    }
}

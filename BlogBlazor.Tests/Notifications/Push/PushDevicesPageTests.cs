using BlogBlazor.Notifications.Push;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Notifications.Push;

public sealed class PushDevicesPageTests : BlogBunitContext
{
    [Theory]
    [InlineData("en", "Notifications on your devices", "Choose what you are told of", "On this device")]
    [InlineData("vi", "Thông báo trên thiết bị của bạn", "Chọn những gì được báo", "Trên thiết bị này")]
    public void It_has_the_switch_of_this_device_and_leads_to_what_can_be_chosen(string language, string title, string choose, string device)
    {
        JSInterop.SetupModule("/js/push.js").Setup<PushToggle.BrowserState>("state").SetResult(new PushToggle.BrowserState("off", null));
        Speak(language);

        var page = Render<PushDevicesPage>();

        page.WordsOf("h1").ShouldBe([title]);
        page.FindLink(choose).GetAttribute("href").ShouldBe("/account/notifications");
        page.FindComponents<PushToggle>().ShouldHaveSingleItem();
        page.WordsOf("h2").ShouldBe([device]);
    }
}

using BlogBlazor.Hosting;
using BlogBlazor.Notifications.Webhooks;
using BlogBlazor.Notifications.Webhooks.Incoming;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Webhooks;

public sealed class WebhooksPageTests() : StaticPageContext(services =>
    services.AddSingleton(new OutgoingRule(allowsPrivate: false)).AddHttpClient())
{
    [Theory]
    [InlineData("en", "Webhooks", "To other systems", "From other systems")]
    [InlineData("vi", "Webhook", "Gửi tới hệ thống khác", "Nhận từ hệ thống khác")]
    public void It_has_both_directions(string language, string title, string outgoing, string incoming)
    {
        Speak(language);

        var page = Open();

        page.WordsOf("h1").ShouldBe([title]);
        page.WordsOf("h2").ShouldBe([outgoing, incoming]);
        page.FindAll("[id]").Select(element => element.Id).ShouldBeUnique();
    }

    [Fact]
    public async Task Both_are_those_of_who_is_signed_in()
    {
        SignInAs(Minh);
        await PressAsync(Open, "Add a webhook", ("Input.Url", "https://example.com/minh"));
        await PressAsync(Open, "Add an address", ("Input.Name", "minh's"));

        var page = Open();

        page.WordsOf("li strong").ShouldBe(["https://example.com/minh", "minh's"]);
        page.FindComponent<OutgoingWebhooks>().Instance.UserId.ShouldBe(Minh.Id);
        page.FindComponent<IncomingHooks>().Instance.UserId.ShouldBe(Minh.Id);
    }

    [Fact]
    public async Task A_form_of_one_does_nothing_to_the_other()
    {
        var page = await PressAsync(Open, "Add an address", ("Input.Name", ""));

        page.FindAll("[aria-invalid=true]").ShouldHaveSingleItem().Id.ShouldBe("Name");
        page.WordsOf(".empty").ShouldBe(["You have no webhooks yet.", "You have no such addresses yet."]);
    }

    private IRenderedComponent<WebhooksPage> Open() => Render<WebhooksPage>();
}

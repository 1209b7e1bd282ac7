using BlogBlazor.Announcements;
using BlogBlazor.Notifications.Pages;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Announcements;

public sealed class AnnouncementPageTests : BlogBunitContext
{
    public AnnouncementPageTests() => SignInAs(Lan with { IsAdministrator = true });

    [Theory]
    [InlineData("minh")]
    [InlineData("@minh")]
    [InlineData(" @Minh ")]
    public async Task A_message_reaches_its_recipient_and_the_page_says_so(string to)
    {
        var page = Render<AnnouncementPage>();

        await SendAsync(page, to, "Hello, Minh.");

        page.FindRole("status").Words().ShouldStartWith("Sent to");
        page.FindField("Message").Typed().ShouldBeEmpty();
        SignInAs(Minh);
        Navigation.NavigateTo("/notifications");
        Render<InboxPage>().Find("li").Words().ShouldContain("Hello, Minh.");
    }

    [Fact]
    public async Task An_unknown_handle_is_said_at_its_field_and_what_was_typed_stays()
    {
        var page = Render<AnnouncementPage>();

        await SendAsync(page, "nobody", "Hello?");

        page.Described(page.FindField("To (handle)")).ShouldBe("There is nobody with the handle “nobody”.");
        page.FindField("To (handle)").GetAttribute("aria-invalid").ShouldBe("true");
        page.FindField("Message").Typed().ShouldBe("Hello?");
        page.FindRole("status").Words().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_empty_message_is_said_in_the_page_s_language()
    {
        Speak("vi");
        var page = Render<AnnouncementPage>();

        await page.FindField("Gửi cho (tên người dùng)").ChangeAsync("minh");
        await page.Find("form").SubmitAsync();

        page.Markup.ShouldContain("Xin viết gì đó vào đây.");
        (await Rows.UnreadAsync(Minh)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failing_database_is_said_and_what_was_typed_stays_until_the_next_try()
    {
        var page = Render<AnnouncementPage>();
        Database.RefuseWrites("Notifications");
        await SendAsync(page, "minh", "Keep me.");
        page.FindRole("alert").Words().ShouldBe("It could not be saved just now. Please try again.");
        page.FindField("Message").Typed().ShouldBe("Keep me.");

        Database.TakeWrites("Notifications");
        await page.Find("form").SubmitAsync();

        page.FindAll("[role=alert]").ShouldBeEmpty();
        (await Rows.UnreadAsync(Minh)).ShouldBe([1]);
    }

    private static async Task SendAsync(IRenderedComponent<AnnouncementPage> page, string to, string message)
    {
        await page.FindField("To (handle)").ChangeAsync(to);
        await page.FindField("Message").ChangeAsync(message);
        await page.Find("form").SubmitAsync();
    }
}

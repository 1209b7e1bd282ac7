using BlogBlazor.Notifications.Email;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Email;

/// <summary>What a person sees who followed the link in a mail, signed in or not. The button's request is in UnsubscribeTests.</summary>
public sealed class UnsubscribePageTests : StaticPageContext
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public UnsubscribePageTests() => SignOut();

    [Theory]
    [InlineData("en", "No more e-mails", "BlogBlazor will send you no more e-mails about what is new. In the app you still see it.", "Send me no more e-mails")]
    [InlineData("vi", "Ngừng nhận email", "BlogBlazor sẽ không gửi email về tin mới cho bạn nữa. Bạn vẫn thấy chúng trong ứng dụng.", "Đừng gửi email cho tôi nữa")]
    public async Task It_says_what_the_button_does_and_does_nothing_before(string language, string title, string words, string button)
    {
        await Services.GetRequiredService<PreferencesService>().ChangeAsync(Lan.Id, settings => settings.EmailFrequency = EmailFrequency.Daily, Cancel);
        var token = Services.GetRequiredService<UnsubscribeTokens>().Make(Lan.Id);
        Speak(language);

        var page = Open($"?token={Uri.EscapeDataString(token)}");

        page.WordsOf("h1").ShouldBe([title]);
        page.WordsOf("p").ShouldBe([words]);
        var form = page.FindButton(button).Closest("form")!;
        form.GetAttribute("method").ShouldBe("post");
        form.GetAttribute("action").ShouldBe($"/notifications/unsubscribe?token={Uri.EscapeDataString(token)}");
        await using var db = await Rows.OpenAsync();
        (await db.NotificationSettings.SingleAsync(Cancel)).EmailFrequency.ShouldBe(EmailFrequency.Daily);
    }

    [Theory]
    [InlineData("en", "Done. BlogBlazor sends you no more e-mails about what is new.", "Choose what you are told of")]
    [InlineData("vi", "Xong. BlogBlazor sẽ không gửi email về tin mới cho bạn nữa.", "Chọn những gì được báo")]
    public void Afterwards_it_says_so_and_leads_to_the_settings(string language, string words, string settings)
    {
        var token = Services.GetRequiredService<UnsubscribeTokens>().Make(Lan.Id);
        Speak(language);

        var page = Open($"?token={Uri.EscapeDataString(token)}&done=true");

        page.FindRole("status").Words().ShouldBe(words);
        page.FindLink(settings).GetAttribute("href").ShouldBe("/account/notifications");
        page.FindAll("button").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en", "", "This link is incomplete. Please use the one in the e-mail, or turn e-mails off in your settings.")]
    [InlineData("en", "?token=nonsense", "This link is incomplete. Please use the one in the e-mail, or turn e-mails off in your settings.")]
    [InlineData("en", "?token=nonsense&done=true", "This link is incomplete. Please use the one in the e-mail, or turn e-mails off in your settings.")]
    [InlineData("vi", "?done=true", "Liên kết này không đầy đủ. Hãy dùng liên kết trong email, hoặc tắt email trong phần cài đặt của bạn.")]
    public void A_link_that_was_not_made_here_says_so_and_leads_to_the_settings(string language, string query, string words)
    {
        Speak(language);

        var page = Open(query);

        page.FindRole("alert").Words().ShouldBe(words);
        page.FindAll("a").ShouldHaveSingleItem().GetAttribute("href").ShouldBe("/account/notifications");
        page.FindAll("button, [role=status]").ShouldBeEmpty();
    }

    private IRenderedComponent<UnsubscribePage> Open(string query)
    {
        Navigation.NavigateTo("/notifications/unsubscribe" + query);
        return Render<UnsubscribePage>();
    }
}

using BlogBlazor.Mail;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Tests.Notifications.Preferences;

/// <summary>What one chooses besides, on a site that sends mail.</summary>
public sealed class PreferencesPageMailTests() : StaticPageContext(services => services
    .AddSingleton<Mailer>()
    .AddSingleton(Options.Create(new MailOptions { From = "blog@example.org", Smtp = new SmtpServerOptions { Host = "mail.example.org" } })))
{
    [Theory]
    [InlineData("en", "Kind", "In the app", "Push", "E-mail")]
    [InlineData("vi", "Loại", "Trong ứng dụng", "Thông báo đẩy", "E-mail")]
    public void E_mail_is_a_channel_of_each_kind(string language, params string[] columns)
    {
        Speak(language);

        var page = Open();

        page.WordsOf("thead th").ShouldBe(columns);
        page.FindAll("tbody tr").ShouldAllBe(row => row.QuerySelectorAll("input").Length == 3);
        page.FindAll("tbody input[checked]").Select(box => box.GetAttribute("value"))
            .Where(box => box!.StartsWith("email ", StringComparison.Ordinal) || box.StartsWith("comment ", StringComparison.Ordinal))
            .ShouldBe(["comment InApp", "comment Push", "comment Email", "email InApp", "email Push"]);
    }

    [Theory]
    [InlineData("en", "Never", "Soon after", "Every day", "Every week")]
    [InlineData("vi", "Không bao giờ", "Ngay sau đó", "Hằng ngày", "Hằng tuần")]
    public void How_often_is_asked_and_is_never_unless_one_says_otherwise(string language, params string[] choices)
    {
        Speak(language);

        var page = Open();

        page.WordsOf("#frequency option").ShouldBe(choices);
        page.WordsOf("#frequency option[selected]").ShouldBe(choices[..1]);
        page.Find("[name='Input.EmailAt']").GetAttribute("value").ShouldBe("08:00");
        page.Find(".field-hint a").GetAttribute("href").ShouldBe("/account/profile");
    }

    [Theory]
    [InlineData("Immediate", "18:30", EmailFrequency.Immediate, 18, 30)]
    [InlineData("Daily", "00:00", EmailFrequency.Daily, 0, 0)]
    [InlineData("Weekly", "", EmailFrequency.Weekly, 8, 0)]
    [InlineData("Hourly", "25:00", EmailFrequency.Never, 8, 0)]
    [InlineData("7", "9:00", EmailFrequency.Never, 8, 0)]
    public async Task How_often_and_when_are_kept_where_they_are_what_they_must_be(
        string frequency, string at, EmailFrequency kept, int hour, int minute)
    {
        var page = await SaveAsync(frequency, at);

        page.FindRole("status").Words().ShouldBe("Saved.");
        page.FindAll("#frequency option[selected]").ShouldHaveSingleItem().GetAttribute("value").ShouldBe($"{kept}");
        await using var db = await Rows.OpenAsync();
        var settings = await db.NotificationSettings.SingleAsync(Xunit.TestContext.Current.CancellationToken);
        (settings.UserId, settings.EmailFrequency, settings.EmailAt).ShouldBe((Lan.Id, kept, new TimeOnly(hour, minute)));
    }

    [Fact]
    public async Task They_stay_when_they_cannot_be_saved_and_when_another_field_is_wrong()
    {
        var page = await SaveAsync("Weekly", "18:30", ("Input.QuietFrom", "22:00"));
        Shown(page).ShouldBe(("Weekly", "18:30"));
        page.FindAll("[aria-invalid]").Count.ShouldBe(2);

        Database.RefuseWrites("NotificationSettings");
        page = await SaveAsync("Daily", "19:30");

        page.FindRole("alert").Words().ShouldBe("It could not be saved just now. Please try again.");
        Shown(page).ShouldBe(("Daily", "19:30"));
        Shown(Open()).ShouldBe(("Never", "08:00"));
    }

    private IRenderedComponent<PreferencesPage> Open() => Render<PreferencesPage>();

    private Task<IRenderedComponent<PreferencesPage>> SaveAsync(string frequency, string at, params (string, string)[] more) => PressAsync(
        Open, page => page.Find(".times button"), [("Input.EmailFrequency", frequency), ("Input.EmailAt", at), .. more]);

    private static (string?, string?) Shown(IRenderedComponent<PreferencesPage> page) => (
        page.Find("#frequency option[selected]").GetAttribute("value"), page.Find("[name='Input.EmailAt']").GetAttribute("value"));
}

using AngleSharp.Dom;
using BlogBlazor.Accounts;
using BlogBlazor.Mail;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Preferences;

/// <summary>What one chooses, on a site that sends no mail. It is 9:00 UTC.</summary>
public sealed class PreferencesPageTests() : StaticPageContext(services => services.AddSingleton<Mailer>())
{
    private const string Unsaved = "It could not be saved just now. Please try again.";
    private const string QuietHint = "Nothing pops up and nothing is sent then; afterwards you get one summary.";

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public void Each_kind_that_can_be_chosen_is_a_row_with_a_labelled_box_for_each_channel_as_it_is_by_default()
    {
        var page = Open();

        page.WordsOf("thead th").ShouldBe(["Kind", "In the app", "Push"]);
        page.FindAll("tbody tr").Count.ShouldBe(PreferencesService.Choices.Count);
        page.FindAll("tbody tr").ShouldAllBe(row => row.QuerySelectorAll("input").Length == 2);
        var comments = page.FindAll("tbody tr").Single(row => row.QuerySelector("th")!.Words() == "Comments on your posts");
        comments.QuerySelectorAll("label").Select(RoleQueries.Words).ShouldBe(["Comments on your posts, In the app", "Comments on your posts, Push"]);
        Ticked(page).Where(box => box.StartsWith("comment ", StringComparison.Ordinal)).ShouldBe(["comment InApp", "comment Push"]);
        Ticked(page).Where(box => box.StartsWith("reaction ", StringComparison.Ordinal)).ShouldBe(["reaction InApp"]);
        page.FindAll("input[value^='comment-reaction']").ShouldBeEmpty("it is chosen together with reactions");
        Notice(page).ShouldBe("");
        page.Find("[role=status]").HasAttribute("hidden").ShouldBeTrue();
    }

    [Fact]
    public void Until_it_has_read_what_was_chosen_it_shows_no_form()
    {
        Database.Reads.HoldNext("NotificationPreferences");

        var page = Open();
        page.FindAll("form, h1").ShouldBeEmpty();
        Database.Reads.Release();

        page.WaitForAssertion(() => page.FindAll("tbody tr").Count.ShouldBe(PreferencesService.Choices.Count));
    }

    [Fact]
    public void It_speaks_Vietnamese_and_lives_in_Vietnam_then()
    {
        Speak("vi");

        var page = Open();

        page.WordsOf("h1").ShouldBe(["Bạn nhận thông báo gì"]);
        page.WordsOf("thead th").ShouldBe(["Loại", "Trong ứng dụng", "Thông báo đẩy"]);
        page.WordsOf("tbody th").ShouldContain("Bình luận về bài viết của bạn");
        page.Markup.ShouldContain("Bạn được báo ngay.");
        page.Find("#time-zone option[selected]").GetAttribute("value").ShouldBe("Asia/Ho_Chi_Minh");
    }

    [Fact]
    public void It_offers_the_time_zones_by_name_and_takes_UTC_until_one_is_chosen()
    {
        var page = Open();

        var zones = page.FindAll("#time-zone option").Select(option => option.GetAttribute("value")!).ToList();
        zones.ShouldContain("Asia/Ho_Chi_Minh");
        zones.ShouldBe(zones.Order(StringComparer.Ordinal));
        page.FindAll("#time-zone option[selected]").ShouldHaveSingleItem().GetAttribute("value").ShouldBe("UTC");
    }

    [Fact]
    public async Task What_is_ticked_is_kept_what_is_not_offered_stays_and_nobody_else_s_changes()
    {
        await ChooseAsync(Minh, "comment", Channels.Push);

        var page = await SaveTicksAsync("comment Push", "reaction InApp");

        Notice(page).ShouldBe("Saved.");
        page.Find("[role=status]").HasAttribute("hidden").ShouldBeFalse();
        Ticked(page).ShouldBe(["comment Push", "reaction InApp"], ignoreOrder: true);
        Ticked(Open()).ShouldBe(["comment Push", "reaction InApp"], ignoreOrder: true);
        var kept = await ChosenAsync(Lan);
        kept.Count.ShouldBe(PreferencesService.Choices.Count);
        kept["comment"].ShouldBe(Channels.Push | Channels.Email);
        kept["reaction"].ShouldBe(Channels.InApp);
        kept["mention"].ShouldBe(Channels.Email);
        (await ChosenAsync(Minh)).ShouldBe(new Dictionary<string, Channels> { ["comment"] = Channels.Push });
    }

    [Fact]
    public async Task One_box_more_changes_one_choice()
    {
        await ChooseAsync(Lan, "comment", Channels.Email);
        string[] before = [.. Ticked(Open())];

        await SaveTicksAsync([.. before, "comment InApp"]);

        (await ChosenAsync(Lan))["comment"].ShouldBe(Channels.InApp | Channels.Email);
        Ticked(Open()).ShouldBe(before.Append("comment InApp"), ignoreOrder: true);
    }

    [Fact]
    public async Task A_form_without_a_tick_sends_nothing_and_is_saved_all_the_same()
    {
        foreach (var kind in PreferencesService.Choices)
        {
            await ChooseAsync(Lan, kind.ChosenAs, Channels.None);
        }

        var page = await SaveTicksAsync();

        Notice(page).ShouldBe("Saved.");
        Ticked(page).ShouldBeEmpty();
        (await ChosenAsync(Lan)).Values.ShouldAllBe(channels => channels == Channels.None);
    }

    [Fact]
    public async Task What_is_ticked_stays_when_it_cannot_be_saved()
    {
        Database.RefuseWrites("NotificationPreferences");

        var page = await SaveTicksAsync("comment Push");

        page.FindRole("alert").Words().ShouldBe(Unsaved);
        Notice(page).ShouldBe("");
        Ticked(page).ShouldBe(["comment Push"]);
        (await ChosenAsync(Lan)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("For an hour", 1, "Until 3/2/2026 10:00 AM nothing disturbs you.")]
    [InlineData("For 8 hours", 8, "Until 3/2/2026 5:00 PM nothing disturbs you.")]
    [InlineData("For a day", 24, "Until 3/3/2026 9:00 AM nothing disturbs you.")]
    public async Task It_is_quiet_from_now_on_for_so_long_and_not_a_moment_longer(string button, int hours, string state)
    {
        Quiet(Open()).ShouldBe("You are told at once.");
        HasSwitchOff(Open()).ShouldBeFalse();

        var page = await PressAsync(Open, button);

        Notice(page).ShouldBe("Saved.");
        Quiet(page).ShouldBe(state);
        (await SettingsAsync(Lan))!.QuietUntil.ShouldBe(Start.UtcDateTime.AddHours(hours));
        (await SettingsAsync(Minh)).ShouldBeNull();
        Clock.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromTicks(1));
        HasSwitchOff(Open()).ShouldBeTrue();
        Clock.Advance(TimeSpan.FromTicks(1));
        Quiet(Open()).ShouldBe("You are told at once.");
        HasSwitchOff(Open()).ShouldBeFalse();
    }

    [Fact]
    public async Task It_is_switched_off_before_its_end()
    {
        await PressAsync(Open, "For a day");

        var page = await PressAsync(Open, "Switch it off");

        Quiet(page).ShouldBe("You are told at once.");
        (await SettingsAsync(Lan))!.QuietUntil.ShouldBeNull();
    }

    [Theory]
    [InlineData("100", 24)]
    [InlineData("-1", null)]
    public async Task No_more_than_a_day_is_taken(string forged, int? hours)
    {
        await PressAsync(Open, "For an hour", ("Input.QuietHours", forged));

        (await SettingsAsync(Lan))!.QuietUntil.ShouldBe(hours is { } some ? Start.UtcDateTime.AddHours(some) : null);
    }

    [Fact]
    public async Task It_is_quiet_until_the_time_that_was_chosen_by_the_clock_of_its_user()
    {
        await SaveTimesAsync("", "", "Asia/Ho_Chi_Minh");

        var page = await KeepQuietUntilAsync("2026-03-20T18:30");

        Notice(page).ShouldBe("Saved.");
        Quiet(page).ShouldBe("Until 3/20/2026 6:30 PM nothing disturbs you.");
        (await SettingsAsync(Lan))!.QuietUntil.ShouldBe(new DateTime(2026, 3, 20, 11, 30, 0, DateTimeKind.Utc));
        page.Find("#quiet-until").GetAttribute("value").ShouldBeNull();
    }

    [Theory]
    [InlineData("en", "2026-03-02T09:00", "Choose a time to come, within 90 days.")]
    [InlineData("en", "2026-05-31T09:01", "Choose a time to come, within 90 days.")]
    [InlineData("en", "tomorrow", "Choose a time to come, within 90 days.")]
    [InlineData("vi", "", "Hãy chọn một thời điểm sắp tới, trong vòng 90 ngày.")]
    public async Task A_time_that_is_none_is_told_at_its_field_which_keeps_it(string language, string typed, string message)
    {
        Speak(language);

        var page = await KeepQuietUntilAsync(typed);

        page.Find("#until-help").Words().ShouldBe(message);
        page.Find("#quiet-until").GetAttribute("value").ShouldBe(typed);
        page.Find("#quiet-until").GetAttribute("aria-invalid").ShouldBe("true");
        Notice(page).ShouldBe("");
        ((await SettingsAsync(Lan))?.QuietUntil).ShouldBeNull();
    }

    [Fact]
    public async Task A_quiet_time_that_cannot_be_saved_says_so()
    {
        Database.RefuseWrites("NotificationSettings");

        var page = await PressAsync(Open, "For an hour");

        page.FindRole("alert").Words().ShouldBe(Unsaved);
        Quiet(page).ShouldBe("You are told at once.");
        (await SettingsAsync(Lan)).ShouldBeNull();
    }

    [Fact]
    public async Task The_hours_of_every_day_and_the_time_zone_are_kept()
    {
        var page = await SaveTimesAsync("22:00", "07:30", "Asia/Ho_Chi_Minh");

        Notice(page).ShouldBe("Saved.");
        Times(Open()).ShouldBe(("22:00", "07:30", "Asia/Ho_Chi_Minh"));
        var settings = (await SettingsAsync(Lan))!;
        (settings.QuietFrom, settings.QuietTo, settings.TimeZone).ShouldBe((new TimeOnly(22, 0), new TimeOnly(7, 30), "Asia/Ho_Chi_Minh"));
        // What this site does not offer is as it was.
        (settings.EmailFrequency, settings.EmailAt).ShouldBe((EmailFrequency.Never, new TimeOnly(8, 0)));
        (await SettingsAsync(Minh)).ShouldBeNull();
    }

    [Fact]
    public async Task The_end_of_the_quiet_is_told_by_the_clock_of_its_user()
    {
        await SaveTimesAsync("", "", "Asia/Ho_Chi_Minh");

        Quiet(await PressAsync(Open, "For an hour")).ShouldBe("Until 3/2/2026 5:00 PM nothing disturbs you.");
    }

    [Fact]
    public async Task The_hours_are_taken_back_by_emptying_both()
    {
        await SaveTimesAsync("22:00", "07:30", "UTC");

        var page = await SaveTimesAsync("", "", "UTC");

        Notice(page).ShouldBe("Saved.");
        var settings = (await SettingsAsync(Lan))!;
        (settings.QuietFrom, settings.QuietTo).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("en", "22:00", "", "Please give two different times, or neither.")]
    [InlineData("en", "", "07:30", "Please give two different times, or neither.")]
    [InlineData("en", "22:00", "22:00", "Please give two different times, or neither.")]
    [InlineData("en", "22:00", "late", "Please give two different times, or neither.")]
    [InlineData("en", "early", "late", "Please give two different times, or neither.")]
    [InlineData("vi", "22:00", "", "Hãy cho hai giờ khác nhau, hoặc để trống cả hai.")]
    public async Task Hours_that_are_none_are_told_at_their_fields_which_keep_them_and_nothing_is_saved(
        string language, string from, string to, string message)
    {
        Speak(language);

        var page = await SaveTimesAsync(from, to, "Europe/Berlin");

        Times(page).ShouldBe((from, to, "Europe/Berlin"));
        foreach (var field in page.FindAll("input[type=time]"))
        {
            field.GetAttribute("aria-invalid").ShouldBe("true");
            page.Described(field).ShouldBe(message);
        }

        Notice(page).ShouldBe("");
        (await SettingsAsync(Lan)).ShouldBeNull();
    }

    [Fact]
    public async Task What_was_typed_stays_when_it_cannot_be_saved()
    {
        Database.RefuseWrites("NotificationSettings");

        var page = await SaveTimesAsync("22:00", "07:30", "Europe/Berlin");

        page.FindRole("alert").Words().ShouldBe(Unsaved);
        Times(page).ShouldBe(("22:00", "07:30", "Europe/Berlin"));
        page.FindAll("[aria-invalid]").ShouldBeEmpty();
        page.Described(page.Find("input[type=time]")).ShouldBe(QuietHint);
        (await SettingsAsync(Lan)).ShouldBeNull();
    }

    [Fact]
    public async Task A_time_zone_that_is_none_leaves_the_one_before()
    {
        await SaveTimesAsync("", "", "Europe/Berlin");

        await SaveTimesAsync("", "", "Middle-earth/Shire");

        (await SettingsAsync(Lan))!.TimeZone.ShouldBe("Europe/Berlin");
    }

    [Fact]
    public void A_site_that_sends_no_mail_does_not_speak_of_it()
    {
        var page = Open();

        page.FindAll("#frequency, [name='Input.EmailAt']").ShouldBeEmpty();
        page.WordsOf("label, legend, h2, .field-hint").ShouldNotContain(words => words.Contains("E-mail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_leads_to_the_devices_and_lists_what_one_follows()
    {
        await Services.GetRequiredService<FollowService>().SetAsync(Lan.Id, Follow.OfUser(Minh.Id), FollowState.Following, Cancel);
        await Services.GetRequiredService<FollowService>().SetAsync(Minh.Id, Follow.OfUser(Lan.Id), FollowState.Following, Cancel);

        var page = Open();

        page.FindLink("Notifications on your devices").GetAttribute("href").ShouldBe("/account/devices");
        page.WordsOf(".follow-list a").ShouldBe(["Minh"]);
    }

    private IRenderedComponent<PreferencesPage> Open() => Render<PreferencesPage>();

    /// <summary>With these boxes ticked, and no others.</summary>
    private Task<IRenderedComponent<PreferencesPage>> SaveTicksAsync(params string[] boxes) => PressAsync(
        Open, page => page.Find("table + .form-actions button"), [.. boxes.Select(box => ("Input.Chosen", box))]);

    private Task<IRenderedComponent<PreferencesPage>> SaveTimesAsync(string from, string to, string zone) => PressAsync(
        Open, page => page.Find(".times button"), ("Input.QuietFrom", from), ("Input.QuietTo", to), ("Input.TimeZone", zone));

    private Task<IRenderedComponent<PreferencesPage>> KeepQuietUntilAsync(string typed) => PressAsync(
        Open, page => page.Find(".quiet-until button"), ("Input.QuietUntil", typed));

    private static IEnumerable<string> Ticked(IRenderedComponent<PreferencesPage> page) =>
        page.FindAll("tbody input[checked]").Select(box => box.GetAttribute("value")!);

    private static string Notice(IRenderedComponent<PreferencesPage> page) => page.FindRole("status").Words();

    private static string Quiet(IRenderedComponent<PreferencesPage> page) => page.Find("h2 + p").Words();

    private static bool HasSwitchOff(IRenderedComponent<PreferencesPage> page) => page.HasButton("Switch it off");

    private static (string?, string?, string?) Times(IRenderedComponent<PreferencesPage> page) => (
        page.Find("[name='Input.QuietFrom']").GetAttribute("value") ?? "",
        page.Find("[name='Input.QuietTo']").GetAttribute("value") ?? "",
        page.FindAll("#time-zone option[selected]").ShouldHaveSingleItem().GetAttribute("value"));

    private Task ChooseAsync(CurrentUser user, string kind, Channels channels) => Services.GetRequiredService<PreferencesService>()
        .ChooseAsync(user.Id, new Dictionary<string, Channels> { [kind] = channels }, Cancel);

    private async Task<Dictionary<string, Channels>> ChosenAsync(CurrentUser user)
    {
        await using var db = await Rows.OpenAsync();
        return await db.NotificationPreferences.Where(p => p.UserId == user.Id).ToDictionaryAsync(p => p.Kind, p => p.Channels, Cancel);
    }

    private async Task<NotificationSettings?> SettingsAsync(CurrentUser user)
    {
        await using var db = await Rows.OpenAsync();
        return await db.NotificationSettings.AsNoTracking().SingleOrDefaultAsync(s => s.UserId == user.Id, Cancel);
    }
}

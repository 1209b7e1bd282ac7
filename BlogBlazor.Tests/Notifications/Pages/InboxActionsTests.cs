using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Pages;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Notifications.Pages;

/// <summary>Which acts an entry offers in each of its states, and what each of them asks for. It is Monday, 9:00 UTC.</summary>
public sealed class InboxActionsTests : BlogBunitContext
{
    private const string Field = "Until a date and time";
    private const string Wrong = "Choose a time to come, within 90 days.";

    private static readonly TimeZoneInfo Vietnam = TimeZoneInfo.FindSystemTimeZoneById("Asia/Ho_Chi_Minh");

    private readonly List<(InboxAct Act, DateTime? At)> _asked = [];

    [Theory]
    [InlineData("en", "Mark as read", "Archive", "Snooze")]
    [InlineData("vi", "Đánh dấu đã đọc", "Lưu trữ", "Hoãn lại")]
    public async Task An_unread_one_can_be_read_archived_and_snoozed(string language, string read, string archive, string snooze)
    {
        Speak(language);
        var actions = Open(unread: 1);
        Acts(actions).ShouldBe([read, archive]);
        actions.Find("summary").GetAttribute("aria-label").ShouldBe(snooze);

        await actions.FindButton(read).ClickAsync();
        await actions.FindButton(archive).ClickAsync();

        _asked.ShouldBe([(InboxAct.Read, null), (InboxAct.Archive, null)]);
    }

    [Theory]
    [InlineData("en", "Mark as unread")]
    [InlineData("vi", "Đánh dấu chưa đọc")]
    public async Task A_read_one_can_be_unread_again(string language, string unread)
    {
        Speak(language);
        var actions = Open(unread: 0);
        Acts(actions)[0].ShouldBe(unread);

        await actions.FindButton(unread).ClickAsync();

        _asked.ShouldBe([(InboxAct.Unread, null)]);
    }

    [Theory]
    [InlineData("en", "Back to the inbox")]
    [InlineData("vi", "Đưa về hộp thông báo")]
    public async Task An_archived_one_can_only_come_back(string language, string back)
    {
        Speak(language);
        var actions = Open(unread: 0, archivedAt: Start.UtcDateTime);
        Acts(actions).ShouldBe([back]);
        actions.FindAll("summary, input:not([type=hidden])").ShouldBeEmpty();

        await actions.FindButton(back).ClickAsync();

        _asked.ShouldBe([(InboxAct.Unarchive, null)]);
    }

    [Fact]
    public void The_keys_of_the_keyboard_reach_the_button_of_their_act()
    {
        Open(unread: 1).FindAll("[data-key]").Select(button => $"{button.GetAttribute("data-key")} {button.GetAttribute("value")}")
            .ShouldBe(["u read", "e archive"]);
        Open(unread: 0).FindAll("[data-key]").Select(button => $"{button.GetAttribute("data-key")} {button.GetAttribute("value")}")
            .ShouldBe(["u unread", "e archive"]);
        Open(unread: 0, archivedAt: Start.UtcDateTime).FindAll("[data-key]")
            .ShouldHaveSingleItem().GetAttribute("data-key").ShouldBe("e");
    }

    [Fact]
    public async Task Each_time_to_snooze_until_is_named_and_is_what_it_names()
    {
        var actions = Open();
        string[] names = ["In an hour Mon 10:00 UTC", "This evening Mon 18:00 UTC", "Tomorrow Tue 08:00 UTC", "Next week Mon 08:00 UTC"];
        actions.WordsOf(".snooze button").ShouldBe(names);

        foreach (var name in names)
        {
            await actions.FindButton(name).ClickAsync();
        }

        Snoozed().ShouldBe([Utc(3, 2, 10, 0), Utc(3, 2, 18, 0), Utc(3, 3, 8, 0), Utc(3, 9, 8, 0)]);
    }

    [Fact]
    public async Task The_times_are_those_of_the_reader_s_clock_and_named_in_their_language()
    {
        Speak("vi");
        // 16:00 there.
        var actions = Open(zone: Vietnam);
        actions.WordsOf(".snooze button").ShouldBe(["Một giờ nữa Th 2 17:00", "Tối nay Th 2 18:00", "Ngày mai Th 3 08:00", "Tuần sau Th 2 08:00"]);

        foreach (var name in actions.WordsOf(".snooze button"))
        {
            await actions.FindButton(name).ClickAsync();
        }

        Snoozed().ShouldBe([Utc(3, 2, 10, 0), Utc(3, 2, 11, 0), Utc(3, 3, 1, 0), Utc(3, 9, 1, 0)]);
    }

    [Theory]
    [InlineData(17, 29, true)]
    [InlineData(17, 30, false)]
    public void This_evening_is_offered_until_half_an_hour_before_it(int hour, int minute, bool isOffered)
    {
        Clock.SetUtcNow(new DateTimeOffset(Utc(3, 2, hour, minute)));

        Open().WordsOf(".snooze button").Any(name => name.StartsWith("This evening", StringComparison.Ordinal)).ShouldBe(isOffered);
    }

    [Theory]
    [InlineData("2026-03-02T09:01:00", 3, 2, 9, 1)]
    [InlineData("2026-05-31T09:00:00", 5, 31, 9, 0)]
    public async Task It_is_snoozed_until_any_time_to_come_within_ninety_days(string typed, int month, int day, int hour, int minute)
    {
        var actions = Open();

        await TypeAsync(actions, typed);

        Snoozed().ShouldBe([Utc(month, day, hour, minute)]);
        actions.FindField(Field).HasAttribute("aria-invalid").ShouldBeFalse();
        actions.Find("details").HasAttribute("open").ShouldBeFalse();
    }

    [Theory]
    [InlineData("2026-03-02T09:00:00")]
    [InlineData("2026-05-31T09:01:00")]
    [InlineData("2020-01-01T08:00:00")]
    public async Task Any_other_time_is_refused_at_its_field_which_stays_open_and_keeps_it(string typed)
    {
        var actions = Open();

        await TypeAsync(actions, typed);

        _asked.ShouldBeEmpty();
        var field = actions.FindField(Field);
        field.Typed().ShouldBe(typed);
        field.GetAttribute("aria-invalid").ShouldBe("true");
        actions.Described(field).ShouldBe(Wrong);
        actions.Find("#snooze-1-hint").ClassName.ShouldBe("field-problem");
        actions.Find("details").HasAttribute("open").ShouldBeTrue();
    }

    [Fact]
    public async Task An_empty_field_is_refused_and_a_right_time_after_a_wrong_one_is_taken()
    {
        var actions = Open();
        await actions.Find("input[type=submit]").ClickAsync();
        actions.Described(actions.FindField(Field)).ShouldBe(Wrong);

        await TypeAsync(actions, "2026-03-03T08:00:00");

        Snoozed().ShouldBe([Utc(3, 3, 8, 0)]);
        actions.Described(actions.FindField(Field)).ShouldBe("Times are those of UTC.");
        actions.Find("#snooze-1-hint").ClassName.ShouldBe("field-hint");
    }

    [Fact]
    public async Task What_is_typed_is_a_time_of_the_reader_s_clock_and_the_field_says_so()
    {
        var actions = Open(zone: Vietnam);
        actions.Described(actions.FindField(Field)).ShouldBe("Times are those of Asia/Ho_Chi_Minh.");

        await TypeAsync(actions, "2026-03-02T16:01:00");

        Snoozed().ShouldBe([Utc(3, 2, 9, 1)]);
    }

    [Fact]
    public void A_wrong_time_is_told_in_the_reader_s_language()
    {
        Speak("vi");

        var actions = Open(refused: "2020-01-01T08:00");

        actions.Described(actions.FindField("Đến ngày giờ")).ShouldBe("Hãy chọn một thời điểm sắp tới, trong vòng 90 ngày.");
    }

    [Theory]
    [InlineData("2020-01-01T08:00", "2020-01-01T08:00:00")]
    [InlineData("soon", "")]
    [InlineData("", "")]
    public async Task What_was_refused_without_a_circuit_is_told_until_it_is_mended(string refused, string kept)
    {
        var actions = Open(refused: refused);
        (actions.FindField(Field).GetAttribute("value") ?? "").ShouldBe(kept);
        actions.Described(actions.FindField(Field)).ShouldBe(Wrong);
        actions.Find("details").HasAttribute("open").ShouldBeTrue();

        await TypeAsync(actions, "2026-03-03T08:00:00");

        Snoozed().ShouldBe([Utc(3, 3, 8, 0)]);
        actions.FindField(Field).HasAttribute("aria-invalid").ShouldBeFalse();
    }

    private IRenderedComponent<InboxActions> Open(
        int unread = 1, DateTime? archivedAt = null, TimeZoneInfo? zone = null, string? refused = null)
    {
        var notification = new Notification
        {
            RecipientId = Lan.Id,
            Sequence = 1,
            Kind = NotificationKind.Message.Name,
            Subject = "messages",
            Link = "/notifications",
            Text = "hello",
            CreatedAt = Start.UtcDateTime,
            ArchivedAt = archivedAt,
        };
        return Render<InboxActions>(parameters => parameters
            .AddCascadingValue(new InboxPlace(new InboxFilter()))
            .Add(actions => actions.Entry, new InboxEntry(notification, 1, unread))
            .Add(actions => actions.Zone, zone ?? TimeZoneInfo.Utc)
            .Add(actions => actions.Refused, refused)
            .Add(actions => actions.OnAct, asked => _asked.Add(asked)));
    }

    private static async Task TypeAsync(IRenderedComponent<InboxActions> actions, string typed)
    {
        await actions.Find("input[type=datetime-local]").ChangeAsync(typed);
        await actions.Find("input[type=submit]").ClickAsync();
    }

    private static List<string?> Acts(IRenderedComponent<InboxActions> actions) =>
        [.. actions.FindAll("button.act").Select(button => button.GetAttribute("aria-label"))];

    private IEnumerable<DateTime?> Snoozed()
    {
        _asked.ShouldAllBe(asked => asked.Act == InboxAct.Snooze);
        return _asked.Select(asked => asked.At);
    }

    private static DateTime Utc(int month, int day, int hour, int minute) => new(2026, month, day, hour, minute, 0, DateTimeKind.Utc);
}

using BlogBlazor.Notifications.Circuits;
using BlogBlazor.Operating;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Tests.Operating;

public sealed class FiguresPageTests : BlogBunitContext
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    private readonly IRenderedComponent<FiguresPage> _page;

    public FiguresPageTests()
    {
        SignInAs(Lan with { IsAdministrator = true });
        // Made at the start in production, and here by the page.
        _page = Render<FiguresPage>();
    }

    [Fact]
    public async Task The_figures_follow_what_happens_every_two_seconds()
    {
        RowOf("Pages (circuits)").ShouldBe("Pages (circuits) 0 0");
        Value("Half of them within").ShouldBe("nothing yet");
        await DeliverOneAsync();

        await PassAsync(Tick);

        RowOf("Pages (circuits)").ShouldBe("Pages (circuits) 1 1");
        RowOf("All").ShouldBe("All 1 1");
        Value("At once, by their signal").ShouldBe("1");
        Value("Found by comparison").ShouldBe("0");
        Value("Deliveries").ShouldBe("1");
        Value("95 % of them within").ShouldBe("0.0 ms");
        Value("Running for").ShouldBe("0 d 00:00:02");
    }

    [Fact]
    public async Task Delays_are_forgotten_after_a_minute()
    {
        await DeliverOneAsync();

        await PassAsync(Tick);
        Value("Deliveries").ShouldBe("1");
        await PassAsync(TimeSpan.FromMinutes(1));

        Value("Deliveries").ShouldBe("0");
        RowOf("All").ShouldBe("All 1 1");
    }

    [Fact]
    public async Task They_stand_still_while_paused()
    {
        await _page.FindButton("Pause").ClickAsync();
        await PassAsync(Tick);
        Value("Running for").ShouldBe("0 d 00:00:00");

        await _page.FindButton("Continue").ClickAsync();
        await PassAsync(Tick);

        Value("Running for").ShouldBe("0 d 00:00:04");
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_said_within_ten_seconds()
    {
        _page.WaitForAssertion(() => Value("Database").ShouldBe("answers"));
        Value("Redis").ShouldBe("not used");
        await using (var db = await Rows.OpenAsync())
        {
            await db.Database.ExecuteSqlRawAsync("DROP TABLE \"Identities\"", Xunit.TestContext.Current.CancellationToken);
        }

        await PassAsync(TimeSpan.FromSeconds(10));

        _page.WaitForAssertion(() => Value("Database").ShouldBe("does not answer"));
    }

    [Fact]
    public async Task It_stops_when_it_is_left()
    {
        await DisposeComponentsAsync();

        await PassAsync(Tick);
    }

    [Fact]
    public void It_speaks_Vietnamese()
    {
        Speak("vi");

        var page = Render<FiguresPage>();

        page.Find("h1").Words().ShouldBe("Số liệu trực tiếp");
        page.Markup.ShouldContain("Chỉ của máy chủ này");
    }

    [Fact]
    public void Nothing_on_it_is_announced_while_it_changes() => _page.FindAll("[aria-live], [role=status], [role=alert]").ShouldBeEmpty();

    private async Task DeliverOneAsync()
    {
        Render<NotificationToast>();
        await UntilAsync(() => Notifications.Cursor is not null);
        await Rows.NotifyAsync(Lan, "Hello");
        await UntilAsync(() => Notifications.Unread == 1);
        // The next event comes after the delivery was counted.
        await Rows.MarkReadAsync(Lan, 1);
        await UntilAsync(() => Notifications.Unread == 0);
    }

    private string RowOf(string name) => _page.FindAll("tr").Select(row => row.Words()).Single(words => words.StartsWith(name, StringComparison.Ordinal));

    private string Value(string name) =>
        _page.FindAll("dl > div").Single(pair => pair.QuerySelector("dt")!.Words() == name).QuerySelector("dd")!.Words();
}

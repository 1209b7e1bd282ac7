using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.Pages;

/// <summary>The inbox where no circuit runs: links and forms of the page as the server draws it.</summary>
[Trait("Category", "Integration")]
public sealed class InboxFormTests : IAsyncLifetime
{
    private readonly BlogApplication _app = BlogApplication.Start();
    private TestUser _lan = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _lan = await _app.RegisterAsync("lan");

    public async ValueTask DisposeAsync()
    {
        _lan.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("/notifications?before=abc&entry=1.5&when=99999999999999999999&done=Read")]
    [InlineData("/notifications/unsubscribe?done=perhaps")]
    public async Task What_is_no_number_in_an_address_is_as_if_it_were_not_there(string path)
    {
        using var answer = await _lan.Http.GetAsync(path, Cancel);

        answer.EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Read_and_unread()
    {
        await _app.NotifyAsync(_lan, 2);
        var page = await OpenAsync();

        page = await PressAsync(page, "#entry-2 button[value=read]");
        Notice(page).ShouldBe("Marked as read.");
        States(page).ShouldBe(["Read", "Unread"]);

        page = await PressAsync(page, "#entry-2 button[value=unread]");
        Notice(page).ShouldBe("Marked as unread.");
        States(page).ShouldBe(["Unread", "Unread"]);
    }

    [Fact]
    public async Task All_read_and_undone()
    {
        await _app.NotifyAsync(_lan, 2);

        var page = await PressAsync(await OpenAsync(), "button[value=readAll]");
        Notice(page).ShouldBe("All marked as read.");
        States(page).ShouldBe(["Read", "Read"]);

        page = await PressAsync(page, ".inbox-notice button");
        Notice(page).ShouldBe("Undone.");
        States(page).ShouldBe(["Unread", "Unread"]);
    }

    [Fact]
    public async Task Archived_and_undone_on_the_page_where_it_was_pressed()
    {
        await _app.NotifyAsync(_lan, 2);

        var page = await PressAsync(await OpenAsync("?show=unread"), "#entry-1 button[value=archive]");
        page.QuerySelector("[aria-current=page]")!.TextContent.ShouldBe("Unread");
        page.QuerySelector("#entry-1").ShouldBeNull();

        page = await PressAsync(page, ".inbox-notice button");
        page.QuerySelector("#entry-1").ShouldNotBeNull();
        page.QuerySelector("[aria-current=page]")!.TextContent.ShouldBe("Unread");
    }

    [Fact]
    public async Task Snoozed_by_a_button_and_by_a_date()
    {
        await _app.NotifyAsync(_lan, 2);

        var page = await PressAsync(await OpenAsync(), "#entry-1 button[value=snooze-Hour]");
        Notice(page).ShouldBe("Snoozed.");
        var tomorrow = DateTime.UtcNow.AddDays(1).ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture);
        page = await PressAsync(page, "#entry-2 input[type=submit]", ("at", tomorrow));

        page.QuerySelectorAll("[data-entry]").ShouldBeEmpty();
        (await OpenAsync("?show=snoozed")).QuerySelectorAll("[data-entry]").Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("2020-01-01T08:00")]
    [InlineData("9999-12-31T23:59")]
    [InlineData("soon")]
    [InlineData("")]
    public async Task A_date_that_cannot_be_is_told_at_its_field(string typed)
    {
        await _app.NotifyAsync(_lan, 1);

        var page = await PressAsync(await OpenAsync(), "#entry-1 input[type=submit]", ("at", typed));

        var field = (IHtmlInputElement)page.QuerySelector("#entry-1 input[name=at]")!;
        field.GetAttribute("aria-invalid").ShouldBe("true");
        page.GetElementById(field.GetAttribute("aria-describedby")!)!.TextContent.ShouldBe("Choose a time to come, within 90 days.");
        page.QuerySelector("#entry-1 details")!.HasAttribute("open").ShouldBeTrue();
        if (DateTime.TryParse(typed, System.Globalization.CultureInfo.InvariantCulture, out _))
        {
            field.Value.ShouldStartWith(typed);
        }
    }

    [Fact]
    public async Task A_group_is_a_link_and_is_archived_as_one()
    {
        await TellOfCommentsAsync(3);
        var page = await OpenAsync();
        var link = page.QuerySelector(".inbox-more a")!;
        link.TextContent.Trim().ShouldBe("Show all 3");
        var group = await OpenAsync(new Uri(_app.Address, link.GetAttribute("href")).Query);
        group.QuerySelectorAll("[data-entry]").Length.ShouldBe(3);

        page = await PressAsync(page, "#entry-3 button[value=archive]");
        page.QuerySelectorAll("[data-entry]").ShouldBeEmpty();
        page = await PressAsync(page, ".inbox-notice button");
        page.QuerySelector(".inbox-more a")!.TextContent.Trim().ShouldBe("Show all 3");
    }

    [Fact]
    public async Task A_group_comes_back_from_the_archive_as_one()
    {
        await TellOfCommentsAsync(3);
        using var archived = await SubmitAsync(await OpenAsync(), "#entry-3 button[value=archive]");

        var page = await PressAsync(await OpenAsync("?show=archived"), "#entry-3 button[value=unarchive]");

        page.QuerySelectorAll("[data-entry]").ShouldBeEmpty();
        (await OpenAsync()).QuerySelector(".inbox-more a")!.TextContent.Trim().ShouldBe("Show all 3");
    }

    [Theory]
    [InlineData("99")]
    [InlineData("nothing")]
    public async Task What_is_no_act_is_refused(string act)
    {
        await _app.NotifyAsync(_lan, 1);
        var page = await OpenAsync();
        page.QuerySelector("#entry-1 button[value=read]")!.SetAttribute("value", act);

        using var refused = await SubmitAsync(page, $"#entry-1 button[value='{act}']");

        ((int)refused.StatusCode).ShouldBe(400);
        States(await OpenAsync()).ShouldBe(["New"]);
    }

    [Theory]
    [InlineData("snooze-99")]
    [InlineData("snooze-never")]
    public async Task A_time_that_is_none_of_those_offered_is_refused_at_its_entry(string act)
    {
        await _app.NotifyAsync(_lan, 1);
        var page = await OpenAsync();
        page.QuerySelector("#entry-1 button[value=snooze-Hour]")!.SetAttribute("value", act);

        using var refused = await SubmitAsync(page, $"#entry-1 button[value={act}]");

        refused.Headers.Location!.ToString().ShouldContain("entry=1");
        States(await OpenAsync()).ShouldBe(["New"]);
    }

    [Fact]
    public async Task Whoever_acts_on_a_page_has_seen_it()
    {
        await _app.NotifyAsync(_lan, 2);
        var page = await OpenAsync();
        States(page).ShouldBe(["New", "New"]);

        page = await PressAsync(page, "#entry-1 button[value=read]");

        States(page).ShouldBe(["Unread", "Read"]);
    }

    [Fact]
    public async Task It_takes_nothing_without_its_token_nor_from_a_stranger_nor_leads_away()
    {
        await _app.NotifyAsync(_lan, 1);
        using var forged = await SendAsync(_lan, new() { ["act"] = "readAll" });
        ((int)forged.StatusCode).ShouldBe(400);
        using var stranger = _app.Anonymous();
        using var sent = await SendAsync(stranger, new() { ["act"] = "readAll" });
        ((int)sent.StatusCode).ShouldBeOneOf(302, 400, 401);
        States(await OpenAsync()).ShouldBe(["New"]);

        var page = await OpenAsync();
        page.QuerySelector<IHtmlInputElement>("#entry-1 input[name=back]")!.Value = "https://elsewhere.example/";
        using var answer = await SubmitAsync(page, "#entry-1 button[value=read]");
        answer.Headers.Location!.ToString().ShouldStartWith("/notifications?");
    }

    private async Task TellOfCommentsAsync(int count)
    {
        using var minh = await _app.RegisterAsync("minh");
        var slug = await _lan.PublishAsync("Tea");
        for (var i = 0; i < count; i++)
        {
            await minh.CommentAsync(slug);
        }
    }

    private async Task<IHtmlDocument> OpenAsync(string query = "")
    {
        using var response = await _lan.GetAsync("/notifications" + query);
        return await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync(Cancel), Cancel);
    }

    private async Task<IHtmlDocument> PressAsync(IHtmlDocument page, string button, params (string Name, string Value)[] typed)
    {
        using var response = await SubmitAsync(page, button, typed);
        return await OpenAsync(new Uri(_app.Address, response.Headers.Location.ShouldNotBeNull()).Query);
    }

    private Task<HttpResponseMessage> SubmitAsync(IHtmlDocument page, string button, params (string Name, string Value)[] typed)
    {
        var pressed = page.QuerySelector(button).ShouldNotBeNull(button);
        var fields = pressed.Closest("form")!.QuerySelectorAll<IHtmlInputElement>("input[name]")
            .Where(input => input.Type != "submit").ToDictionary(input => input.Name!, input => input.Value);
        fields[pressed.GetAttribute("name")!] = pressed.GetAttribute("value")!;
        foreach (var (name, value) in typed)
        {
            fields[name] = value;
        }

        return SendAsync(_lan, fields);
    }

    private static Task<HttpResponseMessage> SendAsync(TestUser user, Dictionary<string, string> fields) =>
        user.Http.PostAsync("/notifications/act", new FormUrlEncodedContent(fields), Cancel);

    private static string Notice(IHtmlDocument page) => page.QuerySelector(".inbox-notice p")!.TextContent;

    private static IEnumerable<string> States(IHtmlDocument page) => page.QuerySelectorAll(".state-name").Select(state => state.TextContent);
}

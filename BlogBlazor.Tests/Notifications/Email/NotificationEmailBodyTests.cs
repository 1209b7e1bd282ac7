using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using BlogBlazor.Notifications.Email;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.Email;

/// <summary>The HTML of a mail, by the renderer that makes it in production.</summary>
public sealed class NotificationEmailBodyTests : BlogBunitContext
{
    private static readonly EmailLine One = new("minh commented", "https://blog.example.org/posts/a#comment-1", 1, "Monday 9:00 UTC");
    private static readonly EmailLine Two = new("hoa replied", "https://blog.example.org/posts/b#comment-2", 3, "Monday 8:00 UTC");

    [Theory]
    [InlineData("en", "You get this because you asked BlogBlazor for e-mails. Choose what you are told of · No more e-mails")]
    [InlineData("vi", "Bạn nhận thư này vì đã bật email từ BlogBlazor. Chọn những gì được báo · Ngừng nhận email")]
    public async Task It_says_from_whom_and_why_it_comes_in_its_reader_s_language(string language, string why)
    {
        Speak(language);

        var mail = await WriteAsync([One]);

        mail.DocumentElement.GetAttribute("lang").ShouldBe(language);
        mail.Title.ShouldBe("What is new");
        mail.QuerySelector("h1")!.Words().ShouldBe("What is new");
        mail.QuerySelector("p")!.Words().ShouldBe("BlogBlazor");
        mail.QuerySelector("p:last-child")!.Words().ShouldBe(why);
        mail.QuerySelector("p:last-child")!.QuerySelectorAll("a").Select(link => link.GetAttribute("href"))
            .ShouldBe(["https://blog.example.org/settings", "https://blog.example.org/unsubscribe"]);
    }

    [Fact]
    public async Task Each_line_is_a_link_with_its_time_in_the_order_given()
    {
        var mail = await WriteAsync([Two, One]);

        var lines = mail.QuerySelectorAll("p:has(span)");
        lines.Select(line => line.Words()).ShouldBe(["hoa replied Monday 8:00 UTC", "minh commented Monday 9:00 UTC"]);
        lines.Select(line => line.QuerySelector("a")!.GetAttribute("href")).ShouldBe([Two.Link, One.Link]);
    }

    [Theory]
    [InlineData("en", 1, "And 1 more, in your inbox.")]
    [InlineData("en", 12, "And 12 more, in your inbox.")]
    [InlineData("vi", 12, "Và 12 thông báo nữa trong hộp thư của bạn.")]
    public async Task What_is_too_much_to_list_is_a_number_and_the_way_to_the_inbox(string language, int more, string words)
    {
        Speak(language);

        var mail = await WriteAsync([One], more);

        var link = mail.QuerySelector("a[href='https://blog.example.org/inbox']").ShouldNotBeNull();
        link.Words().ShouldBe(words);
    }

    [Fact]
    public async Task Where_all_is_listed_it_does_not_speak_of_more() =>
        (await WriteAsync([One])).QuerySelector("a[href='https://blog.example.org/inbox']").ShouldBeNull();

    [Fact]
    public async Task What_people_wrote_is_text_and_never_markup()
    {
        var mail = await WriteAsync([One with { Text = "<img src=x> on “<b>”" }], subject: "<script>");

        mail.QuerySelector("p:has(span) a")!.Words().ShouldBe("<img src=x> on “<b>”");
        mail.QuerySelector("h1")!.Words().ShouldBe("<script>");
        mail.QuerySelectorAll("img, b, script").ShouldBeEmpty();
    }

    [Fact]
    public async Task It_needs_nothing_from_elsewhere_and_follows_a_dark_mail_program()
    {
        var mail = await WriteAsync([One]);

        mail.QuerySelectorAll("link, style, img, [src]").ShouldBeEmpty("many programs drop them, and a picture would tell who reads");
        mail.QuerySelector("meta[name=color-scheme]")!.GetAttribute("content").ShouldBe("light dark");
    }

    private async Task<IHtmlDocument> WriteAsync(IReadOnlyList<EmailLine> lines, int more = 0, string subject = "What is new") =>
        await new HtmlParser().ParseDocumentAsync(
            await PrerenderAsync<NotificationEmailBody>(
                (nameof(NotificationEmailBody.Subject), subject),
                (nameof(NotificationEmailBody.Lines), lines),
                (nameof(NotificationEmailBody.More), more),
                (nameof(NotificationEmailBody.Inbox), "https://blog.example.org/inbox"),
                (nameof(NotificationEmailBody.Settings), "https://blog.example.org/settings"),
                (nameof(NotificationEmailBody.Unsubscribe), "https://blog.example.org/unsubscribe")),
            Xunit.TestContext.Current.CancellationToken);
}

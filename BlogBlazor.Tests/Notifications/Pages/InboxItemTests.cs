using BlogBlazor.Comments;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Pages;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Notifications.Pages;

/// <summary>What one entry says: whom it is from, what happened, in which state it is, and how long ago.</summary>
public sealed class InboxItemTests : BlogBunitContext
{
    private static readonly Actor FromMinh = new(Minh.Id, Minh.Handle, Minh.DisplayName);

    [Theory]
    [InlineData("en", "minh commented on your post “A post”", "Unread", "just now")]
    [InlineData("vi", "minh đã bình luận bài “A post” của bạn", "Chưa đọc", "vừa xong")]
    public void It_is_a_link_that_says_who_did_what_the_state_and_when(string language, string sentence, string state, string when)
    {
        Speak(language);

        var item = Open(Comment());

        item.WordsOf(".inbox-sentence").ShouldBe([sentence]);
        item.WordsOf("b").ShouldBe(["minh"]);
        item.WordsOf(".state-name").ShouldBe([state]);
        item.WordsOf("time").ShouldBe([when]);
        item.FindAll("a").ShouldHaveSingleItem().GetAttribute("href").ShouldBe("/posts/a-post#comment-7");
    }

    [Theory]
    [InlineData(59, "just now")]
    [InlineData(60, "1 minute ago")]
    [InlineData(120, "2 minutes ago")]
    [InlineData(3600, "1 hour ago")]
    [InlineData(7200, "2 hours ago")]
    [InlineData(86_400, "March 1, 2026")]
    public void It_says_how_long_ago_and_from_a_day_on_the_date(int seconds, string words)
    {
        var item = Open(Comment(createdAt: Start.UtcDateTime.AddSeconds(-seconds)));

        item.WordsOf("time").ShouldBe([words]);
        item.Find("time").GetAttribute("datetime").ShouldBe(
            Start.UtcDateTime.AddSeconds(-seconds).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_name_that_does_not_begin_the_sentence_is_not_picked_out()
    {
        Open(Message("hello from minh", FromMinh)).FindAll("b").ShouldBeEmpty();
        Open(Message("minh says hello", actor: null)).FindAll("b").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Minh", "M")]
    [InlineData("ánh", "Á")]
    [InlineData("👩‍💻 Lan", "👩‍💻")]
    [InlineData("", "•")]
    [InlineData(null, "•")]
    public void The_first_letter_of_the_name_or_a_dot_stands_in_for_a_portrait(string? name, string initial)
    {
        var item = Open(Message("hello", name is null ? null : FromMinh with { DisplayName = name }));

        item.Find(".avatar").TextContent.ShouldBe(initial);
        item.Find(".avatar").GetAttribute("aria-hidden").ShouldBe("true");
    }

    [Theory]
    [InlineData(1, 1, false, "Unread")]
    [InlineData(1, 1, true, "New")]
    [InlineData(1, 0, true, "Read")]
    [InlineData(3, 3, false, "Unread")]
    [InlineData(3, 3, true, "New")]
    [InlineData(3, 2, true, "2 unread")]
    [InlineData(3, 1, false, "1 unread")]
    [InlineData(3, 0, true, "Read")]
    public void Its_state_is_that_of_all_it_stands_for(int count, int unread, bool isUnseen, string state) =>
        Open(Comment(), count, unread, isUnseen).WordsOf(".state-name").ShouldBe([state]);

    [Fact]
    public void What_is_archived_says_so_also_when_it_is_read() =>
        Open(Message("hello", archivedAt: Start.UtcDateTime), unread: 0).WordsOf(".state-name").ShouldBe(["Archived"]);

    [Theory]
    [InlineData("en", "UTC", "Snoozed until 3/2/2026 10:00 AM UTC")]
    [InlineData("en", "Asia/Ho_Chi_Minh", "Snoozed until 3/2/2026 5:00 PM")]
    [InlineData("vi", "Asia/Ho_Chi_Minh", "Hoãn đến 02/03/2026 17:00")]
    public void What_is_snoozed_says_until_when_by_the_clock_of_its_reader(string language, string zone, string state)
    {
        Speak(language);
        var snoozed = Message("hello", archivedAt: Start.UtcDateTime, snoozedUntil: Start.UtcDateTime.AddHours(1));

        var item = Open(snoozed, unread: 0, zone: TimeZoneInfo.FindSystemTimeZoneById(zone));

        item.WordsOf(".state-name").ShouldBe([state]);
    }

    [Theory]
    [InlineData("en", "3 new comments on your post “A post”")]
    [InlineData("vi", "3 bình luận mới ở bài “A post” của bạn")]
    public void Several_are_one_sentence_with_their_number(string language, string sentence)
    {
        Speak(language);

        Open(Comment(), count: 3, unread: 3).WordsOf(".inbox-sentence").ShouldBe([sentence]);
    }

    [Theory]
    [InlineData("words of its own", "words of its own")]
    [InlineData(null, "You have a new notification")]
    public void A_kind_that_only_a_newer_version_knows_is_shown_as_well_as_can_be(string? text, string sentence) =>
        Open(New("of-tomorrow", text)).WordsOf(".inbox-sentence").ShouldBe([sentence]);

    [Fact]
    public void What_it_says_is_text_and_never_markup()
    {
        var item = Open(Message("<b>bold</b>"));

        item.WordsOf(".inbox-sentence").ShouldBe(["<b>bold</b>"]);
        item.FindAll("b").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_click_tells_once_that_it_was_opened()
    {
        var opened = 0;
        var item = Render<InboxItem>(parameters => parameters
            .Add(item => item.Entry, new InboxEntry(Comment(), 1, 1))
            .Add(item => item.OnOpen, () => opened++));

        await item.Find("a").ClickAsync();

        opened.ShouldBe(1);
    }

    private IRenderedComponent<InboxItem> Open(
        Notification newest, int count = 1, int unread = 1, bool isUnseen = false, TimeZoneInfo? zone = null) =>
        Render<InboxItem>(parameters => parameters
            .Add(item => item.Entry, new InboxEntry(newest, count, unread))
            .Add(item => item.IsUnseen, isUnseen)
            .Add(item => item.Zone, zone ?? TimeZoneInfo.Utc));

    private static Notification Comment(DateTime? createdAt = null) =>
        New(CommentKinds.Comment.Name, text: null, FromMinh, title: "A post", createdAt: createdAt);

    private static Notification Message(
        string text, Actor? actor = null, DateTime? archivedAt = null, DateTime? snoozedUntil = null) =>
        New(NotificationKind.Message.Name, text, actor, archivedAt: archivedAt, snoozedUntil: snoozedUntil);

    private static Notification New(
        string kind, string? text, Actor? actor = null, string? title = null,
        DateTime? createdAt = null, DateTime? archivedAt = null, DateTime? snoozedUntil = null) => new()
        {
            RecipientId = Lan.Id,
            Sequence = 1,
            Kind = kind,
            Subject = "posts/5/comments/7",
            Link = "/posts/a-post#comment-7",
            Actor = actor,
            Text = text,
            Title = title,
            CreatedAt = createdAt ?? Start.UtcDateTime,
            ArchivedAt = archivedAt,
            SnoozedUntil = snoozedUntil,
        };
}

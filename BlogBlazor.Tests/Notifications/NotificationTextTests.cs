using BlogBlazor.Notifications;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications;

public sealed class NotificationTextTests
{
    private readonly NotificationText _text = new(InLanguage.Texts);

    [Theory]
    [InlineData("en", "announcement", "The site moves on Sunday.")]
    [InlineData("en", "approved", "Your comment on “Hello” was approved")]
    [InlineData("en", "comment", "minh commented on your post “Hello”")]
    [InlineData("en", "comment-reaction", "minh reacted to your comment on “Hello”")]
    [InlineData("en", "email", "Your mail server refused The site moves on Sunday., so no more e-mails are sent. Check the address and turn them on again.")]
    [InlineData("en", "followed", "minh commented on “Hello”, which you follow")]
    [InlineData("en", "held", "A comment on “Hello” waits for your decision")]
    [InlineData("en", "mention", "minh mentioned you in “Hello”")]
    [InlineData("en", "message", "The site moves on Sunday.")]
    [InlineData("en", "post", "minh published “Hello”")]
    [InlineData("en", "reaction", "minh reacted to your post “Hello”")]
    [InlineData("en", "reply", "minh replied to your comment on “Hello”")]
    [InlineData("en", "report", "minh reported something on “Hello”")]
    [InlineData("en", "taken-down", "A moderator took down your comment on “Hello”")]
    [InlineData("en", "webhook", "Your webhook to The site moves on Sunday. was switched off, since it only failed")]
    [InlineData("vi", "announcement", "The site moves on Sunday.")]
    [InlineData("vi", "comment", "minh đã bình luận bài “Hello” của bạn")]
    [InlineData("vi", "followed", "minh đã bình luận ở “Hello” mà bạn theo dõi")]
    [InlineData("vi", "mention", "minh đã nhắc đến bạn ở “Hello”")]
    [InlineData("vi", "message", "The site moves on Sunday.")]
    [InlineData("vi", "reply", "minh đã trả lời bình luận của bạn ở “Hello”")]
    public void Each_kind_has_its_sentence_in_the_reader_s_language(string language, string kind, string sentence)
    {
        using var _ = new InLanguage(language);
        _text.Of(Of(kind, title: "Hello")).ShouldBe(sentence);
    }

    [Theory]
    [InlineData("en", "comment", "minh commented on your post")]
    [InlineData("en", "reply", "minh replied to your comment on a post")]
    [InlineData("vi", "reply", "minh đã trả lời bình luận của bạn ở một bài viết")]
    public void What_was_written_without_a_title_reads_well_too(string language, string kind, string sentence)
    {
        using var _ = new InLanguage(language);
        _text.Of(Of(kind)).ShouldBe(sentence);
    }

    [Theory]
    [InlineData("en", "3 new comments on your post “Hello”")]
    [InlineData("vi", "3 bình luận mới ở bài “Hello” của bạn")]
    public void Several_have_one_sentence(string language, string sentence)
    {
        using var _ = new InLanguage(language);
        _text.OfSeveral(Of("comment", title: "Hello"), 3).ShouldBe(sentence);
    }

    [Theory]
    [InlineData("en", "reaction", "minh and 2 more reacted to your post “Hello”")]
    [InlineData("en", "comment-reaction", "minh and 2 more reacted to your comment on “Hello”")]
    [InlineData("en", "comment", "minh commented on your post “Hello”")]
    [InlineData("vi", "reaction", "minh và 2 người khác đã bày tỏ cảm xúc về bài “Hello” của bạn")]
    public void One_that_gathers_tells_of_the_newest_and_the_number_of_the_others(string language, string kind, string sentence)
    {
        using var _ = new InLanguage(language);
        _text.Of(Of(kind, title: "Hello", count: 3)).ShouldBe(sentence);
    }

    [Theory]
    [InlineData(InboxAct.ReadAll, "Đã đánh dấu đọc hết.")]
    [InlineData(InboxAct.Read, "Đã đánh dấu là đã đọc.")]
    [InlineData(InboxAct.Unread, "Đã đánh dấu là chưa đọc.")]
    [InlineData(InboxAct.Archive, "Đã lưu trữ.")]
    [InlineData(InboxAct.Snooze, "Đã hoãn lại.")]
    [InlineData(InboxAct.Unarchive, "Đã đưa về hộp thông báo.")]
    [InlineData(InboxAct.UndoRead, "Đã hoàn tác.")]
    [InlineData(InboxAct.UndoArchive, "Đã hoàn tác.")]
    public void What_was_done_to_the_inbox_is_said(InboxAct act, string said)
    {
        using var _ = new InLanguage("vi");
        _text.OfDone(act).ShouldBe(said);
    }

    [Fact]
    public void The_sentences_of_all_kinds_are_tested_above()
    {
        var tested = typeof(NotificationTextTests).GetMethod(nameof(Each_kind_has_its_sentence_in_the_reader_s_language))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>().Select(data => (string)data.Data[1]!);
        NotificationKind.All.Keys.ShouldBe(tested.Distinct(), ignoreOrder: true);
    }

    [Fact]
    public void A_kind_of_a_newer_version_shows_its_own_words_or_that_there_is_something()
    {
        using var _ = new InLanguage("vi");
        _text.Of(Of("like")).ShouldBe("The site moves on Sunday.");
        _text.Of(Of("like", text: null)).ShouldBe("Bạn có thông báo mới");
    }

    [Fact]
    public void Braces_in_what_a_user_wrote_are_only_text()
    {
        _text.Of(Of("message", "{0} {1} {2} {")).ShouldBe("{0} {1} {2} {");
    }

    [Fact]
    public void Without_an_actor_the_sentence_can_still_be_made() =>
        _text.Of(Of("message", actor: null)).ShouldBe("The site moves on Sunday.");

    private static Notification Of(string kind, string? text = "The site moves on Sunday.", string? actor = "minh", string? title = null, int count = 1) => new()
    {
        RecipientId = "lan",
        Sequence = 1,
        Kind = kind,
        Subject = "messages",
        Link = "/notifications",
        Actor = actor is null ? null : new Actor(actor, actor, "Minh"),
        Text = text,
        Title = title,
        Count = count,
        CreatedAt = DateTime.UnixEpoch,
    };
}

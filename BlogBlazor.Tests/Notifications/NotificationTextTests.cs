using BlogBlazor.Notifications;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications;

public sealed class NotificationTextTests
{
    private readonly NotificationText _text = new(InLanguage.Texts);

    [Theory]
    [InlineData("en", "comment", "minh commented on your post")]
    [InlineData("en", "reply", "minh replied to your comment")]
    [InlineData("en", "mention", "minh mentioned you")]
    [InlineData("en", "message", "The site moves on Sunday.")]
    [InlineData("vi", "comment", "minh đã bình luận bài của bạn")]
    [InlineData("vi", "reply", "minh đã trả lời bình luận của bạn")]
    [InlineData("vi", "mention", "minh đã nhắc đến bạn")]
    [InlineData("vi", "message", "The site moves on Sunday.")]
    public void Each_kind_has_its_sentence_in_the_reader_s_language(string language, string kind, string sentence)
    {
        using var _ = new InLanguage(language);
        _text.Of(Of(kind)).ShouldBe(sentence);
    }

    [Fact]
    public void The_sentences_of_all_kinds_are_tested_above()
    {
        string[] tested = ["comment", "mention", "message", "reply"];
        NotificationKind.All.Keys.Order().ShouldBe(tested);
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

    private static Notification Of(string kind, string? text = "The site moves on Sunday.", string? actor = "minh") => new()
    {
        RecipientId = "lan",
        Sequence = 1,
        Kind = kind,
        Subject = "messages",
        Link = "/notifications",
        Actor = actor is null ? null : new Actor(actor, actor, "Minh"),
        Text = text,
        CreatedAt = DateTime.UnixEpoch,
    };
}

using BlogBlazor.Posts;

namespace BlogBlazor.Tests.Posts;

public sealed class MentionTests
{
    [Theory]
    [InlineData("@lan hello", "lan")]
    [InlineData("hello @lan", "lan")]
    [InlineData("hello (@lan)", "lan")]
    [InlineData("hello @lan, @minh: and @duc!", "lan minh duc")]
    [InlineData("@Lan and @LAN are one", "lan")]
    [InlineData("@nguyen-duc and @nguyen_duc", "nguyen-duc nguyen_duc")]
    [InlineData("@lan- and @minh_ at the end of a phrase", "lan minh")]
    [InlineData("@lan.", "lan")]
    [InlineData("@lan's post", "lan")]
    [InlineData("**@lan** *@minh*", "lan minh")]
    [InlineData("> @lan\n\n- @minh\n\n# @duc", "lan minh duc")]
    [InlineData("| a |\n|---|\n| @lan |", "lan")]
    [InlineData("@lan\n@minh", "lan minh")]
    [InlineData("\"@lan\"", "lan")]
    public void A_handle_after_an_at_sign_is_a_mention(string markdown, string handles) =>
        string.Join(' ', MarkdownRenderer.MentionsIn(markdown)).ShouldBe(handles);

    [Theory]
    [InlineData("`@lan`")]
    [InlineData("```\n@lan\n```")]
    [InlineData("    @lan")]
    [InlineData("lan@example.com")]
    [InlineData("<lan@example.com>")]
    [InlineData("first.@last")]
    [InlineData("first-@last")]
    [InlineData("first_@last")]
    [InlineData("https://example.com/@lan")]
    [InlineData("[profile](https://example.com/@lan)")]
    [InlineData("[profile](/@lan \"@lan\")")]
    [InlineData("\\@lan")]
    [InlineData("@")]
    [InlineData("@ lan")]
    [InlineData("@la")]
    [InlineData("@-lan")]
    [InlineData("@_lan")]
    [InlineData("@@lan")]
    [InlineData("lan@@example.com")]
    [InlineData("đ@lan")]
    [InlineData("@abcdefghijklmnopqrstuvwxyz12345")]
    public void Anything_else_is_none(string markdown) => MarkdownRenderer.MentionsIn(markdown).ShouldBeEmpty();

    [Fact]
    public void A_mention_is_a_link_to_the_author_s_page_in_the_writer_s_spelling()
    {
        using var renderer = new MarkdownRenderer();
        renderer.Render("Thanks, @Lan!").Value.Trim()
            .ShouldBe("<p>Thanks, <a href=\"/authors/lan\" class=\"mention\">@Lan</a>!</p>");
    }

    [Fact]
    public void A_mention_inside_a_link_s_text_stays_the_link_s_text()
    {
        using var renderer = new MarkdownRenderer();
        renderer.Render("[see @lan](/posts/a)").Value.Trim().ShouldStartWith("<p><a href=\"/posts/a\">see");
    }
}

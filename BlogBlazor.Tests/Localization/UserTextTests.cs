using BlogBlazor.Localization;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Localization;

public sealed class UserTextTests
{
    private const string Blank = "Please write something here.";

    [Theory]
    [InlineData("Chào bạn")]
    [InlineData("日本語")]
    [InlineData("👩‍👩‍👧 👍🏽")]
    [InlineData("می‌خواهم")]
    [InlineData("e\u0301")]
    [InlineData("<script>alert(1)</script>")]
    public void Any_script_and_any_emoji_is_fine(string text) => Problem(text).ShouldBeNull();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \t ")]
    [InlineData("\u00a0\u3000")]
    [InlineData("\u200b\u200d\u2060\ufeff")]
    public void What_shows_nothing_is_nothing(string? text)
    {
        Problem(text).ShouldBe(Blank);
        Problem(text, multiline: true).ShouldBe(Blank);
    }

    [Fact]
    public void The_limit_counts_as_the_browser_does()
    {
        Problem(new string('a', 10), maxLength: 10).ShouldBeNull();
        Problem("🎉🎉🎉🎉🎉", maxLength: 10).ShouldBeNull();
        Problem(new string('a', 11), maxLength: 10).ShouldBe("At most 10 characters; this has 11.");
    }

    [Theory]
    [InlineData("a\0b", "0000")]
    [InlineData("a\u001bb", "001B")]
    [InlineData("a\u007fb", "007F")]
    [InlineData("a\u0085b", "0085")]
    [InlineData("a\u202eb", "202E")]
    [InlineData("a\u2066b", "2066")]
    [InlineData("a\ufffdb", "FFFD")]
    [InlineData("a\uffffb", "FFFF")]
    public void Invisible_characters_that_deceive_are_refused(string text, string name)
    {
        var problem = $"It contains an invisible character (U+{name}); please take it out.";
        Problem(text).ShouldBe(problem);
        Problem(text, multiline: true).ShouldBe(problem);
    }

    [Fact]
    public void Half_a_character_is_refused()
    {
        Problem("a\ud83d").ShouldBe("It contains an invisible character (U+FFFD); please take it out.");
        Problem("\udc00a").ShouldBe("It contains an invisible character (U+FFFD); please take it out.");
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\r\nb")]
    [InlineData("a\tb")]
    [InlineData("a\u200bb")]
    [InlineData("a\u2060b")]
    [InlineData("\ufeffab")]
    public void Some_are_fine_in_a_long_text_and_not_in_a_line(string text)
    {
        Problem(text).ShouldNotBeNull();
        Problem(text, multiline: true).ShouldBeNull();
    }

    [Fact]
    public void The_problem_is_told_in_the_reader_s_language()
    {
        using var _ = new InLanguage("vi");
        Problem(new string('a', 11), maxLength: 10).ShouldBe("Tối đa 10 ký tự; ở đây có 11.");
    }

    private static string? Problem(string? text, int maxLength = 100, bool multiline = false) =>
        UserText.Problem(text, maxLength, InLanguage.Texts, multiline);
}

using BlogBlazor.Posts;

namespace BlogBlazor.Tests.Posts;

public sealed class ReadingTimeTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("## Đăng bài\n\n- một\n- *hai*", 4)]
    [InlineData("--- | --- >", 0)]
    [InlineData("don't  stop", 2)]
    public void Words_stand_between_blanks(string markdown, int words) => ReadingTime.WordsIn(markdown).ShouldBe(words);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(230, 1)]
    [InlineData(231, 2)]
    [InlineData(2300, 10)]
    public void A_minute_begun_counts(int words, int minutes) =>
        ReadingTime.MinutesFor(string.Concat(Enumerable.Repeat("a ", words))).ShouldBe(minutes);
}

using BlogBlazor.Posts;

namespace BlogBlazor.Tests.Posts;

public sealed class SearchWordsTests
{
    [Theory]
    [InlineData("Đăng BÀI", "\"dang\" AND \"bai\"*")]
    [InlineData("  tea  ", "\"tea\"*")]
    [InlineData("tea t", "\"tea\" AND \"t\"")]
    [InlineData("\"tea\" OR NOT cake* title:x ^a (b) -c", "\"tea\" AND \"or\" AND \"not\" AND \"cake\" AND \"title\" AND \"x\" AND \"a\" AND \"b\" AND \"c\"")]
    [InlineData("tea\0cake", "\"tea\" AND \"cake\"*")]
    [InlineData("Đa\u0300 Lạt", "\"da\" AND \"lat\"*")]
    public void Only_words_reach_the_database(string typed, string query) => SearchWords.From(typed).ToFts5().ShouldBe(query);

    [Theory]
    [InlineData("Đăng bài & !x | y:* <-> 'z'", "dang & bai & x & y & z")]
    [InlineData("tea cak", "tea & cak:*")]
    public void And_no_operators_on_PostgreSQL_either(string typed, string query) => SearchWords.From(typed).ToTsQuery().ShouldBe(query);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\" * ( - \0")]
    [InlineData("\ud800")]
    public void What_has_no_word_looks_for_nothing(string? typed) => SearchWords.From(typed).IsEmpty.ShouldBeTrue();

    [Fact]
    public void A_text_without_end_is_cut() => SearchWords.From(string.Join(' ', Enumerable.Range(0, 10_000))).Words.Count.ShouldBe(10);

    [Theory]
    [InlineData("dang bai", "Tôi **đăng** một bài mới", "Tôi [đăng] một [bài] mới")]
    [InlineData("lin", "a [link](https://example.com/link) here", "a [link] here")]
    [InlineData("tea", "", "A summary about [tea]")]
    public void The_excerpt_shows_the_words_as_they_were_written(string typed, string markdown, string shown) =>
        Show(SearchExcerpt.Of("A summary about tea", markdown, SearchWords.From(typed))).ShouldBe(shown);

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public void It_is_cut_around_the_first_match(int before)
    {
        var text = string.Concat(Enumerable.Repeat("lời ", before)) + "tea" + string.Concat(Enumerable.Repeat(" cake", 1000));

        var shown = Show(SearchExcerpt.Of("", text, SearchWords.From("tea")));

        shown.Length.ShouldBeLessThan(260);
        shown.ShouldContain("lời [tea] cake");
        shown.ShouldEndWith(" …");
    }

    [Fact]
    public void A_word_longer_than_the_excerpt_is_cut_too()
    {
        Show(SearchExcerpt.Of("", new string('x', 5000) + " tea", SearchWords.From("tea"))).ShouldBe("… [tea]");
        Show(SearchExcerpt.Of("", new string('x', 5000), SearchWords.From("tea"))).Length.ShouldBeLessThan(260);
    }

    private static string Show(IEnumerable<TextPart> parts) => string.Concat(parts.Select(part => part.IsMatch ? $"[{part.Text}]" : part.Text));
}

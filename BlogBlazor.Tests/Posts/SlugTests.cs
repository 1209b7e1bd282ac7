using System.Globalization;
using BlogBlazor.Posts;

namespace BlogBlazor.Tests.Posts;

public sealed class SlugTests
{
    [Theory]
    [InlineData("Đăng bài đầu tiên!", "dang-bai-dau-tien")]
    [InlineData("ĐƯỜNG đi Huế", "duong-di-hue")]
    [InlineData("Ấy là Ỹ và ỵ", "ay-la-y-va-y")]
    [InlineData("Café crème brûlée", "cafe-creme-brulee")]
    public void Marks_and_the_bar_of_the_d_are_taken_off(string title, string slug) => Slug.From(title).ShouldBe(slug);

    [Fact]
    public void Composed_and_decomposed_letters_make_the_same_slug() =>
        Slug.From("Tiếng Việt".Normalize(System.Text.NormalizationForm.FormD)).ShouldBe("tieng-viet");

    [Theory]
    [InlineData("  C# & .NET: what's new?  ", "c-net-what-s-new")]
    [InlineData("a -- b __ c", "a-b-c")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("<script>alert(1)</script>", "script-alert-1-script")]
    [InlineData("50% off? #1", "50-off-1")]
    public void Everything_else_becomes_one_hyphen_between_words(string title, string slug) => Slug.From(title).ShouldBe(slug);

    [Theory]
    [InlineData("日本語の記事", "日本語の記事")]
    [InlineData("Привет, МИР", "привет-мир")]
    [InlineData("مرحبا بالعالم", "مرحبا-بالعالم")]
    [InlineData("한국어 글", "한국어-글")]
    public void Letters_of_other_scripts_stay(string title, string slug) => Slug.From(title).ShouldBe(slug);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("!!! ??? …")]
    [InlineData("🎉🎉🎉")]
    public void Without_letters_or_digits_a_default_stands_in(string title)
    {
        Slug.From(title).ShouldBe("post");
        Slug.From(title, "tag").ShouldBe("tag");
    }

    [Theory]
    [InlineData("\uFFFE", "post")]
    [InlineData("a\uFFFEb\uFFFFc", "a-b-c")]
    [InlineData("a\uD800b", "a-b")]
    [InlineData("\uDC00a", "a")]
    public void What_is_no_character_is_no_letter(string title, string slug) => Slug.From(title).ShouldBe(slug);

    [Theory]
    [InlineData(80)]
    [InlineData(81)]
    [InlineData(10_000)]
    public void A_long_title_is_cut_at_the_limit(int length) =>
        Slug.From(new string('a', length)).ShouldBe(new string('a', Slug.MaxLength));

    [Fact]
    public void No_hyphen_is_left_at_the_cut() =>
        Slug.From(new string('a', Slug.MaxLength - 1) + " b").ShouldBe(new string('a', Slug.MaxLength - 1));

    [Fact]
    public void A_letter_of_two_code_units_is_never_cut_in_half()
    {
        const string Gothic = "𐌰";
        var slug = Slug.From(new string('a', Slug.MaxLength - 1) + Gothic);

        slug.ShouldBe(new string('a', Slug.MaxLength - 1));
        Slug.From(new string('a', Slug.MaxLength - 2) + Gothic).ShouldBe(new string('a', Slug.MaxLength - 2) + Gothic);
    }

    [Fact]
    public void The_culture_does_not_matter()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
        try
        {
            Slug.From("TITLE IN İSTANBUL").ShouldBe("title-in-istanbul");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

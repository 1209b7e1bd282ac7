using BlogBlazor.Posts.Revisions;

namespace BlogBlazor.Tests.Posts.Revisions;

public sealed class TextDifferenceTests
{
    [Fact]
    public void Lines_are_kept_removed_or_added_and_of_changed_ones_the_words_are_told() =>
        Written("one\ntwo cold cups\nthree", "one\ntwo warm cups\nthree\nfour").ShouldBe(
            ["  one", "- two [cold] cups", "+ two [warm] cups", "  three", "+ four"]);

    [Fact]
    public void Of_neighbouring_changes_what_was_removed_comes_first() =>
        Written("a b\nc d", "a x\nc y").ShouldBe(["- a [b]", "- c [d]", "+ a [x]", "+ c [y]"]);

    [Fact]
    public void What_is_far_from_a_change_is_left_out()
    {
        var old = string.Join('\n', Enumerable.Range(1, 20));

        Written(old, old + "\nlast").ShouldBe(["… 17", "  18", "  19", "  20", "+ last"]);
    }

    [Fact]
    public void Line_ends_and_no_text_at_all_are_no_difference_of_their_own()
    {
        Written("a\r\nb", "a\nb").ShouldBe(["… 2"]);
        Written("", "a").ShouldContain("+ a");
        Written("", "").ShouldAllBe(line => !line.StartsWith('+') && !line.StartsWith('-'));
    }

    [Fact]
    public void Texts_with_too_many_lines_are_not_compared() =>
        TextDifference.Between(new string('\n', 5_000), "a").ShouldBeNull();

    private static List<string> Written(string old, string @new) => [.. TextDifference.Between(old, @new)!.Select(line =>
        line.LeftOut > 0 ? $"… {line.LeftOut}"
        : line.Change switch { LineChange.Added => "+ ", LineChange.Removed => "- ", _ => "  " }
            + string.Concat(line.Pieces.Select(piece => piece.IsChanged ? $"[{piece.Text}]" : piece.Text)))];
}

using System.Text;
using BlogBlazor.Localization;

namespace BlogBlazor.Posts;

/// <summary>
/// What somebody looks for: letters and digits alone, without marks, so that nothing that was typed is ever read as an
/// operator of a database. All words must be there; the last may be the beginning of one, as it is while typing.
/// </summary>
public sealed class SearchWords
{
    private const int MaxLength = 200;
    private const int MaxWords = 10;

    /// <summary>The beginning of nearly every word is looked for by nobody.</summary>
    private const int ShortestBeginning = 2;

    private SearchWords(IReadOnlyList<string> words) => Words = words;

    public IReadOnlyList<string> Words { get; }

    public bool IsEmpty => Words.Count == 0;

    private bool LastIsBeginning => Words[^1].Length >= ShortestBeginning;

    public static SearchWords From(string? text)
    {
        var plain = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes().Take(MaxLength))
        {
            plain.Append(rune);
        }

        return new SearchWords([.. Split(plain.ToString()).Select(word => Fold(word.Text)).Where(word => word.Length > 0).Distinct().Take(MaxWords)]);
    }

    public bool Contains(string word)
    {
        var folded = Fold(word);
        return Words.Contains(folded) || (!IsEmpty && LastIsBeginning && folded.StartsWith(Words[^1], StringComparison.Ordinal));
    }

    /// <summary>For SQLite: each word is a string, which has no operators.</summary>
    public string ToFts5() => string.Join(" AND ", Words.Select(word => $"\"{word}\"")) + (LastIsBeginning ? "*" : "");

    /// <summary>For PostgreSQL, whose operators are no letters.</summary>
    public string ToTsQuery() => string.Join(" & ", Words) + (LastIsBeginning ? ":*" : "");

    /// <summary>The words of a text and where they stand in it.</summary>
    internal static IEnumerable<(int Start, string Text)> Split(string text)
    {
        var start = -1;
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var isPart = Rune.IsLetterOrDigit(rune) || (start >= 0 && Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.NonSpacingMark);
            if (isPart && start < 0)
            {
                start = position;
            }
            else if (!isPart && start >= 0)
            {
                yield return (start, text[start..position]);
                start = -1;
            }

            position += rune.Utf16SequenceLength;
        }

        if (start >= 0)
        {
            yield return (start, text[start..]);
        }
    }

    private static string Fold(string word) => PlainLetters.Of(word).ToLowerInvariant();
}

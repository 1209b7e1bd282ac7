using System.Text.RegularExpressions;

namespace BlogBlazor.Posts;

/// <param name="IsMatch">It is one of the words that were looked for.</param>
public sealed record TextPart(string Text, bool IsMatch);

/// <summary>A few words of a post around the first that was looked for.</summary>
public static partial class SearchExcerpt
{
    private const int Before = 80;
    private const int Length = 220;

    public static IReadOnlyList<TextPart> Of(string summary, string markdown, SearchWords words)
    {
        var text = Whitespace.Replace(Marks.Replace(markdown, "$1 "), " ").Trim();
        var first = Find(text, words);
        if (first < 0 && summary.Length > 0)
        {
            return Parts(summary, words);
        }

        var start = first <= Before ? 0 : text.IndexOf(' ', first - Before) + 1;
        var end = text.Length - start <= Length ? text.Length : text.LastIndexOf(' ', start + Length, Length);
        // One long word, or none before the match.
        start = start > first && first >= 0 ? first : start;
        end = end <= start ? Math.Min(start + Length, text.Length) : end;
        return [.. Parts((start > 0 ? "… " : "") + text[start..end] + (end < text.Length ? " …" : ""), words)];
    }

    /// <summary>The text, cut where a word that was looked for begins and ends.</summary>
    public static IReadOnlyList<TextPart> Parts(string text, SearchWords words)
    {
        var parts = new List<TextPart>();
        var done = 0;
        foreach (var (start, word) in SearchWords.Split(text).Where(word => words.Contains(word.Text)))
        {
            parts.Add(new TextPart(text[done..start], IsMatch: false));
            parts.Add(new TextPart(word, IsMatch: true));
            done = start + word.Length;
        }

        parts.Add(new TextPart(text[done..], IsMatch: false));
        return [.. parts.Where(part => part.Text.Length > 0)];
    }

    private static int Find(string text, SearchWords words)
    {
        foreach (var (start, word) in SearchWords.Split(text))
        {
            if (words.Contains(word))
            {
                return start;
            }
        }

        return -1;
    }

    // Links and images by their words, and what only shapes the text.
    [GeneratedRegex(@"!?\[([^\[\]]*)\]\([^()\s]*\)|[#*_`>|~\\]+", RegexOptions.NonBacktracking)]
    private static partial Regex Marks { get; }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Whitespace { get; }
}

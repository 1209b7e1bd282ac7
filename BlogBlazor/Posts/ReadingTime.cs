namespace BlogBlazor.Posts;

public static class ReadingTime
{
    // Adults read some 238 English words a minute (Brysbaert 2019); a Vietnamese word is written in one or two parts.
    private const int WordsAMinute = 230;

    /// <summary>Rounded up, so at least one.</summary>
    public static int MinutesFor(string markdown) => Math.Max(1, (WordsIn(markdown) + WordsAMinute - 1) / WordsAMinute);

    /// <summary>What stands between blanks and has a letter or digit in it: marks of Markdown alone are no words.</summary>
    public static int WordsIn(string markdown)
    {
        var words = 0;
        var counted = false;
        foreach (var c in markdown)
        {
            if (char.IsWhiteSpace(c))
            {
                counted = false;
            }
            else if (!counted && char.IsLetterOrDigit(c))
            {
                counted = true;
                words++;
            }
        }

        return words;
    }
}

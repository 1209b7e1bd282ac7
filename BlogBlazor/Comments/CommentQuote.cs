namespace BlogBlazor.Comments;

internal static class CommentQuote
{
    private const int MaxLength = 1000;

    /// <summary>As Markdown quotes, without what it quotes itself.</summary>
    public static string Of(string markdown)
    {
        var lines = markdown.Split('\n', StringSplitOptions.TrimEntries).Where(line => !line.StartsWith('>'));
        var text = string.Join('\n', lines).Trim();
        if (text.Length > MaxLength)
        {
            // Not in the middle of a character.
            text = text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)] + "…";
        }

        return "> " + text.Replace("\n", "\n> ", StringComparison.Ordinal) + "\n\n";
    }
}

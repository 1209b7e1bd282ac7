using System.Text;
using System.Text.RegularExpressions;
using BlogBlazor.Posts;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace BlogBlazor.Moving;

/// <summary>Markdown of another site as this blog's: its HTML becomes Markdown, and its addresses are looked at.</summary>
internal static partial class SourceMarkdown
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UsePreciseSourceLocation().UsePipeTables().UseTaskLists().UseEmphasisExtras().Build();

    private static readonly Dictionary<string, string> InlineMarks = new()
    {
        ["b"] = "**",
        ["strong"] = "**",
        ["i"] = "*",
        ["em"] = "*",
        ["cite"] = "*",
        ["s"] = "~~",
        ["del"] = "~~",
        ["strike"] = "~~",
        ["sub"] = "~",
        ["sup"] = "^",
        ["mark"] = "==",
        ["code"] = "`",
        ["kbd"] = "`",
        ["tt"] = "`",
    };

    private static readonly string[] WithoutMarks =
        ["span", "font", "u", "ins", "small", "big", "abbr", "center", "nobr", "div", "p", "wbr", "q", "time"];

    [GeneratedRegex(@"^</?\s*(?<name>[a-zA-Z][\w-]*)")]
    private static partial Regex TagName { get; }

    [GeneratedRegex(@"\bhref\s*=\s*(?:""(?<a>[^""]*)""|'(?<a>[^']*)'|(?<a>[^\s>]+))", RegexOptions.IgnoreCase)]
    private static partial Regex Href { get; }

    /// <summary>Lines of attributes, and a table of contents, as Kramdown and Goldmark have them; footnotes.</summary>
    [GeneratedRegex(@"^[ \t]*\{:[^}\n]*\}[ \t]*$|(?<=\S)\{:[^}\n]*\}|(?<=^#+ .*)[ \t]*\{#[^}\n]*\}[ \t]*$", RegexOptions.Multiline)]
    private static partial Regex Attributes { get; }

    [GeneratedRegex(@"^[*-][ \t]+\S.*\n\{:toc[^\n]*\n?", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Contents { get; }

    [GeneratedRegex(@"^\[\^[^\]]+\]:", RegexOptions.Multiline)]
    private static partial Regex Footnote { get; }

    /// <param name="note">Gets the number of a line of the text, from 0, and what was not understood there.</param>
    public static string Convert(string text, Action<int, string> note)
    {
        text = Attributes.Replace(Contents.Replace(text, ""), "");
        if (Footnote.Match(text) is { Success: true } footnote)
        {
            note(text.AsSpan(0, footnote.Index).Count('\n'), "Footnotes are not known here: they stay as they are typed.");
        }

        if (Parse(text) is not { } document)
        {
            return text; // Told of where its addresses are looked at.
        }

        var links = new Stack<string>();
        return Replace(text, document.Descendants().Select(node => node switch
        {
            HtmlBlock block => (block.Span, OfBlock(text, block, note)),
            HtmlInline inline => (inline.Span, OfInline(inline, links, note)),
            _ => (SourceSpan.Empty, (string?)null),
        }));
    }

    /// <summary>Puts other addresses in the place of those of links and pictures.</summary>
    /// <param name="other">Gets whether it is a picture's, the address and its line from 0; null leaves it.</param>
    /// <param name="note">Gets why the text stays as it is.</param>
    public static async Task<string> ReplaceAddressesAsync(
        string text, Func<bool, string, int, Task<string?>> other, Action<string>? note = null)
    {
        if (Parse(text) is not { } document)
        {
            note?.Invoke("It is nested too deeply, or has too many marks: its text stays as it is, and so do the addresses in it.");
            return text;
        }

        var replacements = new List<(SourceSpan, string?)>();
        foreach (var link in document.Descendants<LinkInline>())
        {
            // Of a reference the address stands elsewhere, and several may share it.
            var span = link.Reference?.UrlSpan ?? link.UrlSpan;
            if (link.Url is { Length: > 0 } url && !span.IsEmpty && await other(link.IsImage, url, link.Line) is { } replacement)
            {
                replacements.Add((span, replacement));
            }
        }

        return Replace(text, replacements.DistinctBy(r => r.Item1.Start));
    }

    /// <summary>Null where pages would not read it either.</summary>
    private static MarkdownDocument? Parse(string text)
    {
        try
        {
            return MarkdownRenderer.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Replace(string text, IEnumerable<(SourceSpan Span, string? With)> replacements)
    {
        var result = new StringBuilder(text.Length);
        var at = 0;
        foreach (var (span, with) in replacements.Where(r => r.With is not null).OrderBy(r => r.Span.Start).Where(r => !r.Span.IsEmpty))
        {
            if (span.Start < at)
            {
                continue; // Inside of what was replaced.
            }

            result.Append(text, at, span.Start - at).Append(with);
            at = span.End + 1;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static string OfBlock(string text, HtmlBlock block, Action<int, string> note)
    {
        var html = text.Substring(block.Span.Start, block.Span.Length);
        return block.Type == HtmlBlockType.Comment ? "" : new HtmlToMarkdown(what => note(block.Line, what)).Convert(html);
    }

    private static string OfInline(HtmlInline inline, Stack<string> links, Action<int, string> note)
    {
        var match = TagName.Match(inline.Tag);
        if (!match.Success)
        {
            return ""; // A comment.
        }

        var name = match.Groups["name"].Value.ToLowerInvariant();
        var isEnd = inline.Tag.StartsWith("</", StringComparison.Ordinal);
        if (InlineMarks.TryGetValue(name, out var mark))
        {
            return mark;
        }

        switch (name)
        {
            case "br":
                return "\\\n";
            case "img" or "iframe" or "video":
                return isEnd ? "" : new HtmlToMarkdown(what => note(inline.Line, what)).Convert(inline.Tag);
            case "a" when isEnd:
                return links.TryPop(out var end) ? end : "";
            case "a":
                var address = Href.Match(inline.Tag).Groups["a"].Value;
                links.Push(address.Length > 0 ? $"]({address})" : "");
                return address.Length > 0 ? "[" : "";
            default:
                if (WithoutMarks.Contains(name))
                {
                    return "";
                }

                // Often no HTML at all, but a placeholder such as <name>.
                note(inline.Line, $"{inline.Tag} is not known here: it stays as it is typed.");
                return "\\" + inline.Tag;
        }
    }
}

using System.Text.RegularExpressions;

namespace BlogBlazor.Moving;

/// <summary>A text of WordPress: HTML, with paragraphs by blank lines where the old editor wrote it, and with shortcodes.</summary>
/// <param name="attachments">Addresses of files, by their ids.</param>
/// <param name="attached">The ids of those that belong to the post: a gallery that names none shows them.</param>
internal sealed partial class WordPressText(
    IReadOnlyDictionary<string, string> attachments, IReadOnlyList<string> attached, Action<string> note)
{
    private const string BlockTags = "address|article|aside|blockquote|center|details|div|dl|fieldset|figure|figcaption|footer|form|h[1-6]|header|hr|iframe|li|ol|p|pre|section|table|tbody|td|th|thead|tr|ul|video|audio|script|style|!--";

    [GeneratedRegex(@"\[caption(?<attributes>[^\]]*)\](?<picture>.*?(?:</a>|<img[^>]*>))(?<caption>.*?)\[/caption\]", RegexOptions.Singleline)]
    private static partial Regex Caption { get; }

    [GeneratedRegex(@"\[gallery(?<attributes>[^\]]*)\]")]
    private static partial Regex Gallery { get; }

    [GeneratedRegex(@"\bids\s*=\s*""?(?<ids>[\d,\s]+)")]
    private static partial Regex Ids { get; }

    [GeneratedRegex(@"\[(?<name>code|sourcecode|php|css|html|javascript|python|bash)(?:\s+lang(?:uage)?=""?(?<language>\w+)""?[^\]]*|[^\]]*)\](?<code>.*?)\[/\k<name>\]", RegexOptions.Singleline)]
    private static partial Regex Code { get; }

    [GeneratedRegex(@"\[embed[^\]]*\](?<address>.*?)\[/embed\]|\[(?:audio|video|youtube)\s[^\]]*?(?<address>https?://[^\s""\]]+)[^\]]*\](?:\[/(?:audio|video)\])?")]
    private static partial Regex Embed { get; }

    [GeneratedRegex(@"\[(?<name>[a-z][\w-]*)(?:\s+[\w-]+=[^\]]*)?\](?=.*?\[/\k<name>\])|\[[a-z][\w-]*\s+[\w-]+=[^\]]*\]", RegexOptions.Singleline)]
    private static partial Regex OtherShortcode { get; }

    [GeneratedRegex(@"<(pre|script|style|table)\b.*?</\1>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Kept { get; }

    [GeneratedRegex($@"^\s*</?(?:{BlockTags})\b|^\s*<!--|^\u0001", RegexOptions.IgnoreCase)]
    private static partial Regex BeginsBlock { get; }

    [GeneratedRegex($@"(?=<(?:{BlockTags})\b)|(?<=</(?:address|article|aside|blockquote|div|dl|fieldset|figure|footer|form|h[1-6]|header|ol|p|section|ul)>)", RegexOptions.IgnoreCase)]
    private static partial Regex AroundBlocks { get; }

    [GeneratedRegex(@"\n[ \t]*\n\s*")]
    private static partial Regex BlankLines { get; }

    [GeneratedRegex("\u0001(?<at>\\d+)\u0001")]
    private static partial Regex Place { get; }

    public string Convert(string content)
    {
        var html = content.ReplaceLineEndings("\n").Replace("\u0001", "", StringComparison.Ordinal);
        html = Code.Replace(html, match => $"<pre class=\"language-{(match.Groups["language"].Success ? match.Groups["language"].Value : match.Groups["name"].Value.Replace("sourcecode", "", StringComparison.Ordinal))}\">{match.Groups["code"].Value}</pre>");
        html = Caption.Replace(html, match => $"\n\n<figure>{match.Groups["picture"].Value}<figcaption>{match.Groups["caption"].Value.Trim()}</figcaption></figure>\n\n");
        html = Gallery.Replace(html, match => $"\n\n{string.Concat(Pictures(match.Groups["attributes"].Value))}\n\n");
        html = Embed.Replace(html, match => $"\n\n{match.Groups["address"].Value.Trim()}\n\n");
        if (OtherShortcode.Match(html) is { Success: true } other)
        {
            note($"{other.Value} is not known here: it stays as it is typed.");
        }

        return new HtmlToMarkdown(note).Convert(IsOfBlockEditor(html) ? html : WithParagraphs(html));
    }

    private static bool IsOfBlockEditor(string html) => html.Contains("<!-- wp:", StringComparison.Ordinal);

    private IEnumerable<string> Pictures(string attributes)
    {
        var named = Ids.Match(attributes).Groups["ids"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (named.Length > 0 ? named : attached).Where(attachments.ContainsKey).Select(id => $"<p><img src=\"{attachments[id]}\" alt=\"\"></p>");
    }

    /// <summary>As WordPress does when it shows such a text: blank lines part paragraphs, single ones break a line.</summary>
    private static string WithParagraphs(string html)
    {
        var kept = new List<string>();
        var text = Kept.Replace(html, match =>
        {
            kept.Add(match.Value);
            return $"\n\n\u0001{kept.Count - 1}\u0001\n\n";
        });
        text = AroundBlocks.Replace(text, "\n\n");
        var blocks = BlankLines.Split(text).Where(block => block.Trim().Length > 0)
            .Select(block => BeginsBlock.IsMatch(block) ? Broken(block) : $"<p>{Broken(block.Trim())}</p>");
        return Place.Replace(string.Join("\n\n", blocks), match => kept[int.Parse(match.Groups["at"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)]);

        static string Broken(string block) => BeginsBlock.IsMatch(block) && block.Contains("<li", StringComparison.OrdinalIgnoreCase)
            ? block
            : block.Trim().Replace("\n", "<br>", StringComparison.Ordinal);
    }
}

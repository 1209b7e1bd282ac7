using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace BlogBlazor.Moving;

/// <summary>
/// HTML as this blog's Markdown, which knows no HTML. No library of that kind is to be had; AngleSharp, which the sanitiser
/// brings, reads it.
/// </summary>
/// <param name="note">Told of each element that has no like here.</param>
internal sealed partial class HtmlToMarkdown(Action<string> note)
{
    private static readonly HtmlParser Parser = new();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks { get; }

    /// <summary>An address is a word of its own and stays as it is.</summary>
    [GeneratedRegex(@"https?://\S+|[\\`*_\[\]<~^]|(?<==)=|==")]
    private static partial Regex Marks { get; }

    [GeneratedRegex(@"^(?:#{1,6}\s|[+\-]\s|>|\d+[.)]\s|=+\s*$|-{3,})")]
    private static partial Regex BeginsAsMark { get; }

    [GeneratedRegex(@"\b(?:lang(?:uage)?-|brush:\s*)(?<name>[\w+#-]+)")]
    private static partial Regex Language { get; }

    [GeneratedRegex(@"\.(?:jpe?g|png|gif|webp)(?:\?.*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex PictureAddress { get; }

    public string Convert(string html) => Blocks(Parser.ParseDocument(html).Body!).Trim();

    /// <summary>Without any marks.</summary>
    public static string TextOf(string html) => PlainText(Parser.ParseDocument(html).Body!.TextContent);

    public static string Escape(string text) => Marks.Replace(text, match => match.Length > 2 ? match.Value : "\\" + match.Value);

    private static bool IsBlock(INode node) => node is IElement
    {
        LocalName: "address" or "article" or "aside" or "blockquote" or "center" or "dd" or "details" or "div" or "dl" or "dt" or "fieldset"
            or "figcaption" or "figure" or "footer" or "form" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "header" or "hr" or "iframe"
            or "li" or "main" or "nav" or "object" or "ol" or "p" or "pre" or "section" or "summary" or "table" or "ul" or "video" or "audio"
            or "script" or "style" or "embed",
    };

    private string Blocks(INode parent)
    {
        var blocks = new List<string>();
        var line = new StringBuilder();
        foreach (var child in parent.ChildNodes)
        {
            if (IsBlock(child))
            {
                Flush();
                Add(Block((IElement)child));
            }
            else
            {
                line.Append(Inline(child));
            }
        }

        Flush();
        return string.Join("\n\n", blocks);

        void Flush()
        {
            Add(Paragraph(line.ToString()));
            line.Clear();
        }

        void Add(string block)
        {
            if (block.Length > 0)
            {
                blocks.Add(block);
            }
        }
    }

    private static string Paragraph(string inline)
    {
        var lines = inline.Split('\n').Select(line => line.Trim(' ')).ToList();
        // Two blanks at the end are a line break; after the last line they are nothing.
        var text = string.Join("  \n", lines).Trim();
        return BeginsAsMark.IsMatch(text) ? "\\" + text : text;
    }

    private string Block(IElement element)
    {
        switch (element.LocalName)
        {
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                var heading = InlineOf(element).ReplaceLineEndings(" ").Trim();
                return heading.Length == 0 ? "" : $"{new string('#', element.LocalName[1] - '0')} {heading}";
            case "hr":
                return "---";
            case "pre":
                return Code(element);
            case "blockquote":
                return string.Join('\n', Blocks(element).Split('\n').Select(line => $"> {line}".TrimEnd()));
            case "ul" or "ol":
                return Items(element);
            case "table":
                return Table(element);
            case "figure":
                return Figure(element);
            case "iframe" or "video" or "audio" or "embed" or "object":
                return Embedded(element);
            case "script" or "style" or "form":
                note($"<{element.LocalName}> is left out.");
                return "";
            case "dt" or "summary":
                return $"**{InlineOf(element).Trim()}**";
            default:
                return Blocks(element);
        }
    }

    private static string Code(IElement pre)
    {
        var text = pre.TextContent.ReplaceLineEndings("\n").Trim('\n');
        var classes = $"{pre.ClassName} {pre.QuerySelector("code")?.ClassName}";
        var fence = "```";
        while (text.Contains(fence, StringComparison.Ordinal))
        {
            fence += "`";
        }

        return $"{fence}{Language.Match(classes).Groups["name"].Value}\n{text}\n{fence}";
    }

    private string Items(IElement list)
    {
        var number = 1;
        var items = new List<string>();
        foreach (var item in list.Children)
        {
            var mark = list.LocalName == "ol" ? $"{number++}. " : "- ";
            // A list that stands in a list without an item of its own belongs to the one before.
            var content = item.LocalName == "li" ? Blocks(item) : Block(item);
            content = content.Replace("\n\n- ", "\n- ", StringComparison.Ordinal);
            items.Add(mark + content.Replace("\n", "\n" + new string(' ', mark.Length), StringComparison.Ordinal));
        }

        return string.Join(items.Exists(item => item.Contains("\n\n", StringComparison.Ordinal)) ? "\n\n" : "\n", items).Replace("\n  \n", "\n\n", StringComparison.Ordinal);
    }

    private string Table(IElement table)
    {
        var rows = table.QuerySelectorAll("tr").Select(row => row.Children.Select(Cell).ToList()).Where(row => row.Count > 0).ToList();
        if (rows.Count == 0)
        {
            return "";
        }

        var columns = rows.Max(row => row.Count);
        var lines = rows.Select(row => $"| {string.Join(" | ", row.Concat(Enumerable.Repeat("", columns - row.Count)))} |").ToList();
        lines.Insert(1, "|" + string.Concat(Enumerable.Repeat(" --- |", columns)));
        return string.Join('\n', lines);

        string Cell(IElement cell) => Blanks.Replace(InlineOf(cell), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    private string Figure(IElement figure)
    {
        var caption = figure.QuerySelector("figcaption");
        if (caption is not null && figure.QuerySelectorAll("img") is { Length: 1 } images)
        {
            return Image(images[0], PlainText(caption));
        }

        return Blocks(figure);
    }

    private string Embedded(IElement element)
    {
        var address = element.GetAttribute("src") ?? element.GetAttribute("data") ?? element.QuerySelector("source")?.GetAttribute("src");
        note($"<{element.LocalName}> became a link.");
        return address is null ? "" : $"<{(address.StartsWith("//", StringComparison.Ordinal) ? "https:" + address : address)}>";
    }

    private string InlineOf(INode parent) => string.Concat(parent.ChildNodes.Select(Inline));

    private string Inline(INode node)
    {
        if (node is IText text)
        {
            return Escape(Blanks.Replace(text.Data, " "));
        }

        if (node is not IElement element)
        {
            return "";
        }

        switch (element.LocalName)
        {
            case "br":
                return "\n";
            case "img":
                return Image(element, element.GetAttribute("title"));
            case "a":
                return Link(element);
            case "b" or "strong":
                return Around("**", element);
            case "i" or "em" or "cite" or "var":
                return Around("*", element);
            case "s" or "del" or "strike":
                return Around("~~", element);
            case "sub":
                return Around("~", element);
            case "sup":
                return Around("^", element);
            case "mark":
                return Around("==", element);
            case "code" or "kbd" or "tt" or "samp":
                return CodeIn(element);
            case "span" or "font" or "u" or "ins" or "small" or "big" or "abbr" or "acronym" or "label" or "q" or "time" or "tbody" or "nobr" or "dfn" or "bdi" or "noscript":
                return InlineOf(element);
            default:
                note($"<{element.LocalName}> is not understood; its text is kept.");
                return IsBlock(element) ? Blanks.Replace(Blocks(element), " ") : InlineOf(element);
        }
    }

    private string Around(string mark, IElement element)
    {
        var text = InlineOf(element);
        var inner = text.Trim();
        // Marks hold only next to a letter: blanks go outside.
        return inner.Length == 0 ? text
            : $"{(char.IsWhiteSpace(text[0]) ? " " : "")}{mark}{inner}{mark}{(char.IsWhiteSpace(text[^1]) ? " " : "")}";
    }

    private static string CodeIn(IElement element)
    {
        var text = element.TextContent;
        var fence = text.Contains('`', StringComparison.Ordinal) ? "``" : "`";
        return text.Length == 0 ? "" : fence.Length == 1 ? $"`{text}`" : $"`` {text} ``";
    }

    private string Link(IElement link)
    {
        var address = link.GetAttribute("href");
        if (link.QuerySelector("img") is { } image && link.TextContent.Trim().Length == 0
            && (address is null || PictureAddress.IsMatch(address)))
        {
            // A small picture that leads to itself in full: pages show it as large as there is room.
            return Image(image, image.GetAttribute("title"), address);
        }

        var text = InlineOf(link).Trim();
        return string.IsNullOrWhiteSpace(address) || text.Length == 0 ? text : $"[{text}]({Address(address)})";
    }

    private static string Image(IElement image, string? title, string? address = null)
    {
        address ??= image.GetAttribute("src");
        return string.IsNullOrWhiteSpace(address) ? ""
            : $"![{Escape(PlainText(image.GetAttribute("alt")))}]({Address(address)}{(string.IsNullOrWhiteSpace(title) ? "" : $" \"{PlainText(title).Replace("\"", "\\\"", StringComparison.Ordinal)}\"")})";
    }

    private static string PlainText(IElement element) => PlainText(element.TextContent);

    private static string PlainText(string? text) => Blanks.Replace(text ?? "", " ").Trim();

    private static string Address(string address)
    {
        address = address.Trim();
        return address.AsSpan().ContainsAny(" ()<>") ? $"<{address.Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal)}>" : address;
    }
}

using System.Buffers;
using System.Net;
using System.Xml;
using AngleSharp.Dom;
using Ganss.Xss;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Caching.Memory;

namespace BlogBlazor.Posts;

/// <summary>
/// Renders what users write. Raw HTML is off, and the result is sanitised by an allowlist all the same: Markdig alone
/// leaves javascript: links. What is stored is the Markdown; the HTML is made, and sanitised, when it is shown.
/// </summary>
public sealed class MarkdownRenderer(TimeProvider? clock = null) : IDisposable
{
    // Over the markers of one paragraph Markdig takes time by the square of their number, and so does the sanitiser over
    // the elements of the result: a minute and more for a post that has nothing else, which anybody could write.
    private const int MaxMarkersInParagraph = 5_000;
    private const int MaxTags = 40_000;

    private static readonly SearchValues<char> Markers = SearchValues.Create("[]*_~^>");

    private static readonly MarkdownPipeline Pipeline = Build(new CodeBlocks(inColours: true));
    private static readonly MarkdownPipeline WithoutColours = Build(new CodeBlocks(inColours: false));

    private static readonly HtmlSanitizer Sanitizer = MakeSanitizer();

    // By characters of source and result, some 16 MB: a page that many read is rendered once.
    private readonly MemoryCache _rendered = new(new MemoryCacheOptions { SizeLimit = 8_000_000 });

    /// <summary>A comment, or anything else that stands on a page among others.</summary>
    /// <param name="path">Of that page, where it is known.</param>
    public MarkupString Render(string markdown, string path = "") => Render(markdown, path, withSections: false).Html;

    /// <summary>A post, whose headings can be linked to.</summary>
    /// <param name="path">Of its page. "#s-part" alone would lead to the front page, by the page's base address.</param>
    public RenderedPost RenderPost(string markdown, string path) => Render(markdown, path, withSections: true);

    /// <summary>As <see cref="RenderPost"/> makes it, and not kept: what is being written would put out what is read.</summary>
    public static MarkupString Preview(string markdown) => Make(markdown, path: "", withSections: true, TimeProvider.System).Html;

    /// <summary>The handles mentioned, each once, in the order of the text; what stands in code is no mention.</summary>
    public static IReadOnlyList<string> MentionsIn(string markdown)
    {
        try
        {
            return [.. Parse(markdown, Pipeline).Descendants<MentionInline>().Select(mention => mention.Handle).Distinct()];
        }
        catch (ArgumentException)
        {
            return [];
        }
    }

    public void Dispose() => _rendered.Dispose();

    private RenderedPost Render(string markdown, string path, bool withSections) => _rendered.GetOrCreate((markdown, path, withSections), entry =>
    {
        var made = Make(markdown, path, withSections, clock ?? TimeProvider.System);
        entry.Size = markdown.Length + made.Html.Value.Length;
        return made;
    })!;

    private static RenderedPost Make(string markdown, string path, bool withSections, TimeProvider clock)
    {
        var sections = new List<PostSection>();
        var html = Sanitizer.Sanitize(ToHtml(markdown, path, withSections ? sections : null, clock));
        return new RenderedPost(new MarkupString(html.Any(IsForbidden) ? string.Concat(html.Where(c => !IsForbidden(c))) : html), sections);
    }

    /// <summary>By XML, and so in feeds. No text may have it, but by its number it can be written all the same: "&amp;#1;".</summary>
    private static bool IsForbidden(char c) => !XmlConvert.IsXmlChar(c) && !char.IsSurrogate(c);

    private static string ToHtml(string markdown, string path, List<PostSection>? sections, TimeProvider clock)
    {
        try
        {
            var document = Parse(markdown, Pipeline);
            // The page has its h1, and no level is left out: the author's highest is the second, whatever it was.
            var headings = document.Descendants<HeadingBlock>().ToList();
            var lower = 2 - headings.Select(heading => heading.Level).DefaultIfEmpty(2).Min();
            foreach (var heading in headings)
            {
                heading.Level = Math.Min(heading.Level + lower, 6);
                if (sections is { Count: < PostSection.MaxPerPost })
                {
                    sections.Add(PostSection.Of(heading, sections));
                }
            }

            foreach (var link in document.Descendants<LinkInline>().Where(link => !link.IsImage && link.Url is ['#', ..]))
            {
                // Of a reference the address is asked for again otherwise.
                (link.Url, link.GetDynamicUrl) = (path + link.Url, null);
            }

            PostImages.Prepare(document, firstAtOnce: sections is not null);
            CodeBlocks.Prepare(document, clock);
            foreach (var pipeline in new[] { Pipeline, WithoutColours })
            {
                var html = document.ToHtml(pipeline);
                if (html.AsSpan().Count('<') <= MaxTags)
                {
                    return html;
                }
            }
        }
        catch (ArgumentException)
        {
            // Too tangled: see Parse.
        }

        // Nobody means that as Markdown: it is shown as it was typed.
        return $"<pre tabindex=\"0\">{WebUtility.HtmlEncode(markdown)}</pre>";
    }

    /// <exception cref="ArgumentException">It is nested deeper than Markdig follows, or too tangled to be tried.</exception>
    internal static MarkdownDocument Parse(string markdown, MarkdownPipeline pipeline) =>
        IsTangled(markdown) ? throw new ArgumentException("Too many markers in one paragraph.") : Markdown.Parse(markdown, pipeline);

    private static bool IsTangled(string markdown)
    {
        var markers = 0;
        foreach (var line in markdown.AsSpan().EnumerateLines())
        {
            markers = line.IsWhiteSpace() ? 0 : markers + line.CountAny(Markers);
            if (markers > MaxMarkersInParagraph)
            {
                return true;
            }
        }

        return false;
    }

    private static MarkdownPipeline Build(CodeBlocks code) => new MarkdownPipelineBuilder()
        .DisableHtml()
        .UseAutoLinks()
        .UseEmphasisExtras()
        .UsePipeTables()
        .UseTaskLists()
        .Use<MentionExtension>()
        .Use(code)
        .Use<PostImages>()
        .Build();

    private static HtmlSanitizer MakeSanitizer()
    {
        // No style, no SVG, no MathML, no forms: they are how sanitised text comes alive again.
        var options = new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
            {
                "a", "blockquote", "br", "code", "del", "div", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "img", "input", "ins",
                "li", "mark", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
            },
            AllowedAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
            {
                // An id comes from PostSection only, and a srcset from PostImages: raw HTML is off.
                "alt", "checked", "class", "decoding", "disabled", "height", "href", "id", "loading", "sizes", "src", "srcset", "start",
                "tabindex", "title", "type", "width",
            },
            AllowedSchemes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "http", "https", "mailto" },
            UriAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href", "src" },
        };
        var sanitizer = new HtmlSanitizer(options);
        sanitizer.AllowedClasses.UnionWith(["contains-task-list", "task-list-item", "mention", .. CodeHighlighter.ClassNames]);
        sanitizer.PostProcessNode += (_, e) =>
        {
            switch (e.Node)
            {
                case IElement { LocalName: "a" } link when link.GetAttribute("href") is { } address && LeadsElsewhere(address):
                    link.SetAttribute("rel", "nofollow ugc noopener");
                    break;
                case IElement { LocalName: "input" } input when input.GetAttribute("type") != "checkbox":
                    input.Remove();
                    break;
                case IElement { LocalName: "input", ParentElement: { } item } box:
                    // What is to be done, and not what belongs to it: that stands on lines of its own.
                    box.SetAttribute("aria-label", item.TextContent.Trim().Split('\n')[0]);
                    break;
            }
        };
        return sanitizer;
    }

    private static bool LeadsElsewhere(string address) =>
        address is not (['#', ..] or ['/', not ('/' or '\\'), ..] or "/")
        && !address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);
}

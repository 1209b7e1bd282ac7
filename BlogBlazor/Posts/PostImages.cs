using System.Globalization;
using BlogBlazor.Media;
using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace BlogBlazor.Posts;

/// <summary>
/// Pictures hold their place while they load, come in the variant that the screen needs, and late, but for the first of a
/// post. One alone in its paragraph that has a title is a figure, and the title its caption.
/// </summary>
internal sealed class PostImages : HtmlObjectRenderer<ParagraphBlock>, IMarkdownExtension
{
    /// <summary>As wide as the text: --measure in app.css.</summary>
    private const string Sizes = "(min-width: 45rem) 42rem, 100vw";

    private const string Caption = "caption";

    private readonly ParagraphRenderer _paragraphs = new();

    /// <param name="document">Before it is rendered, once.</param>
    /// <param name="firstAtOnce">Whether the first picture may be what the reader waits for.</param>
    public static void Prepare(MarkdownDocument document, bool firstAtOnce)
    {
        foreach (var image in document.Descendants<LinkInline>().Where(link => link.IsImage))
        {
            var attributes = image.GetAttributes();
            if (!firstAtOnce)
            {
                attributes.AddProperty("loading", "lazy");
            }

            firstAtOnce = false;
            attributes.AddProperty("decoding", "async");
            if (MediaName.FromAddress(image.Url) is { } name)
            {
                attributes.AddProperty("width", name.Width.ToString(CultureInfo.InvariantCulture));
                attributes.AddProperty("height", name.Height.ToString(CultureInfo.InvariantCulture));
                if (name.SourceSet is { } sources)
                {
                    attributes.AddProperty("srcset", sources);
                    attributes.AddProperty("sizes", Sizes);
                }
            }
        }

        foreach (var paragraph in document.Descendants<ParagraphBlock>())
        {
            if (paragraph.Inline?.FirstChild is LinkInline { IsImage: true, NextSibling: null, Title: { Length: > 0 } title } image)
            {
                paragraph.SetData(Caption, title);
                image.Title = null;
            }
        }
    }

    public void Setup(MarkdownPipelineBuilder pipeline)
    {
        // Markdig reads them already.
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer) =>
        renderer.ObjectRenderers.ReplaceOrAdd<ParagraphRenderer>(this);

    protected override void Write(HtmlRenderer renderer, ParagraphBlock paragraph)
    {
        if (paragraph.GetData(Caption) is string caption)
        {
            renderer.EnsureLine();
            renderer.Write("<figure>").WriteLeafInline(paragraph);
            renderer.Write("<figcaption>").WriteEscape(caption).Write("</figcaption></figure>");
            renderer.EnsureLine();
        }
        else
        {
            _paragraphs.Write(renderer, paragraph);
        }
    }
}

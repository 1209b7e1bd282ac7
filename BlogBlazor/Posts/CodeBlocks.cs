using System.Net;
using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace BlogBlazor.Posts;

/// <param name="inColours">Where a block names its language.</param>
internal sealed class CodeBlocks(bool inColours) : HtmlObjectRenderer<CodeBlock>, IMarkdownExtension
{
    private const string Colours = "colours";

    /// <summary>For all blocks of one text: what comes after it is plain. The first block of a language takes some 0.2 s, to compile its grammar.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    /// <param name="document">Before it is rendered, once.</param>
    public static void Prepare(MarkdownDocument document, TimeProvider clock)
    {
        var left = MaxTime;
        foreach (var block in document.Descendants<FencedCodeBlock>().Where(block => !string.IsNullOrEmpty(block.Info)))
        {
            if (CodeHighlighter.Highlight(block.Lines.ToString(), block.Info!, clock, ref left) is { } html)
            {
                block.SetData(Colours, html);
            }
        }
    }

    public void Setup(MarkdownPipelineBuilder pipeline)
    {
        // Markdig reads them already.
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer) =>
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(this);

    protected override void Write(HtmlRenderer renderer, CodeBlock block)
    {
        var html = inColours ? block.GetData(Colours) as string : null;
        renderer.EnsureLine();
        // A block that scrolls must be reachable by keyboard (WCAG 2.1.1).
        renderer.Write("<pre tabindex=\"0\"><code>")
            .Write(html ?? WebUtility.HtmlEncode(block.Lines.ToString()))
            .Write("</code></pre>");
        renderer.EnsureLine();
    }
}

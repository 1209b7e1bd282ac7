using System.Net;
using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace BlogBlazor.Posts;

/// <param name="inColours">Where a block names its language.</param>
internal sealed class CodeBlocks(bool inColours) : HtmlObjectRenderer<CodeBlock>, IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline)
    {
        // Markdig reads them already.
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer) =>
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(this);

    protected override void Write(HtmlRenderer renderer, CodeBlock block)
    {
        var code = block.Lines.ToString();
        var language = inColours ? (block as FencedCodeBlock)?.Info : null;
        renderer.EnsureLine();
        // A block that scrolls must be reachable by keyboard (WCAG 2.1.1).
        renderer.Write("<pre tabindex=\"0\"><code>")
            .Write((string.IsNullOrEmpty(language) ? null : CodeHighlighter.Highlight(code, language)) ?? WebUtility.HtmlEncode(code))
            .Write("</code></pre>");
        renderer.EnsureLine();
    }
}

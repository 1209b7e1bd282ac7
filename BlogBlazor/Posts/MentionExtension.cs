using BlogBlazor.Accounts;
using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace BlogBlazor.Posts;

/// <summary>Makes @handle a link to the author's page, outside code and not inside a word or an e-mail address.</summary>
internal sealed class MentionExtension : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline) => pipeline.InlineParsers.AddIfNotAlready<MentionParser>();

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
        // A mention is a link, and links are rendered already.
    }

    private sealed class MentionParser : InlineParser
    {
        public MentionParser() => OpeningCharacters = ['@'];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            var before = slice.PeekCharExtra(-1);
            if (char.IsLetterOrDigit(before) || before is '_' or '/' or '.' or '-' or '@')
            {
                return false;
            }

            var length = 0;
            while (slice.PeekChar(length + 1) is var c && (char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                length++;
            }

            // "@lan-" and "@lan_" at the end of a phrase mean @lan.
            while (length > 0 && slice.PeekChar(length) is '-' or '_')
            {
                length--;
            }

            var start = slice.Start;
            var handle = slice.Text.Substring(start + 1, length).ToLowerInvariant();
            if (!Handle.IsValid(handle))
            {
                return false;
            }

            var mention = new MentionInline(handle);
            mention.GetAttributes().AddClass("mention");
            mention.AppendChild(new LiteralInline(slice.Text.Substring(start, length + 1)));
            processor.Inline = mention;
            slice.Start = start + length + 1;
            return true;
        }
    }
}

internal sealed class MentionInline : LinkInline
{
    public MentionInline(string handle)
    {
        Handle = handle;
        Url = "/authors/" + handle;
        IsClosed = true;
    }

    public string Handle { get; }
}

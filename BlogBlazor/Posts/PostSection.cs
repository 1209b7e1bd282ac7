using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace BlogBlazor.Posts;

public sealed record RenderedPost(MarkupString Html, IReadOnlyList<PostSection> Sections);

/// <summary>What stands below one heading of a post.</summary>
/// <param name="Id">For the address: "s-" and the heading as a slug, so that it meets no other id of the page.</param>
/// <param name="Level">2 for the highest: the page's title is the first.</param>
public sealed record PostSection(string Id, string Text, int Level)
{
    /// <summary>Headings beyond these have no id.</summary>
    public const int MaxPerPost = 200;

    /// <summary>Gives the heading its id.</summary>
    internal static PostSection Of(HeadingBlock heading, IEnumerable<PostSection> before)
    {
        var text = string.Concat(heading.Inline!.Descendants().Select(inline => inline switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            _ => "",
        })).Trim();
        var id = "s-" + Slug.From(text, "section");
        var same = before.Count(section => section.Id == id || section.Id.StartsWith(id + "--", StringComparison.Ordinal));
        var unique = same == 0 ? id : $"{id}--{same + 1}";
        heading.GetAttributes().Id = unique;
        return new PostSection(unique, text, heading.Level);
    }
}

using BlogBlazor.Localization;
using BlogBlazor.Posts;

namespace BlogBlazor.Moving;

internal static class SourcePostInput
{
    /// <summary>What is longer here than it may be is cut, and told of; but never the text.</summary>
    public static PostInput ToInput(this SourcePost source, string markdown, string? cover, DateTime now, Action<string> note)
    {
        var all = source.Tags.Select(tag => UserText.Clean(tag).Trim().TrimStart('#')).Where(tag => tag.Length > 0)
            .DistinctBy(tag => Slug.From(tag, "tag")).ToLookup(tag => tag.Length <= Tag.MaxNameLength);
        foreach (var tag in all[false])
        {
            note($"The tag “{tag}” is longer than {Tag.MaxNameLength} characters: it is left out.");
        }

        var tags = all[true].ToList();
        if (tags.Count > Tag.MaxPerPost)
        {
            note($"It has {tags.Count} tags; the last are left out: {string.Join(", ", tags.Skip(Tag.MaxPerPost))}");
        }

        return new PostInput(
            Cut("title", source.Title, Post.MaxTitleLength),
            Clean("text", markdown),
            Cut("summary", source.Summary, Post.MaxSummaryLength),
            [.. tags.Take(Tag.MaxPerPost)],
            Publish: !source.IsDraft,
            PublishAt: !source.IsDraft && source.Date > now ? source.Date : null,
            Cover: cover,
            CoverAlt: cover is null ? null : Cut("coverAlt", source.CoverAlt ?? "", Post.MaxCoverAltLength));

        string Clean(string what, string text)
        {
            var clean = UserText.Clean(text, multiline: true);
            if (clean.Length < text.Length)
            {
                note($"Invisible characters in the {what} are left out.");
            }

            return clean;
        }

        string Cut(string what, string text, int length)
        {
            text = UserText.Clean(text.ReplaceLineEndings(" ").Replace('\t', ' ')).Trim();
            if (text.Length <= length)
            {
                return text;
            }

            note($"The {what} is cut after {length} characters.");
            var end = text.LastIndexOf(' ', length - 2, length / 4);
            return text[..(end < 0 ? length - 1 : end)] + "…";
        }
    }
}

using BlogBlazor.Localization;
using BlogBlazor.Media;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Posts;

/// <summary>What an author writes.</summary>
/// <param name="Publish">True publishes, false keeps or makes it a draft, null leaves that as it is.</param>
/// <param name="Slug">Null leaves it as it is, "" makes it from the title.</param>
/// <param name="PublishAt">Publishes it at that time, unless it is published already.</param>
/// <param name="Cover">The address of a picture of this site; null leaves the cover as it is, "" takes it off.</param>
/// <param name="CoverAlt">What the cover shows; "" says that it is there for the eye alone.</param>
public sealed record PostInput(
    string? Title,
    string? Markdown,
    string? Summary = null,
    IReadOnlyList<string>? Tags = null,
    bool? Publish = null,
    string? Slug = null,
    DateTimeOffset? PublishAt = null,
    string? Cover = null,
    string? CoverAlt = null)
{
    /// <exception cref="InvalidInputException">With a message for each field that cannot be taken.</exception>
    public void Validate(IStringLocalizer<Texts> texts, DateTime now) => Validate(texts, now, mayBeUnfinished: false);

    /// <summary>Of a draft, title, text and what the cover shows may be missing still.</summary>
    /// <exception cref="InvalidInputException">With a message for each field that cannot be taken.</exception>
    public void ValidateDraft(IStringLocalizer<Texts> texts, DateTime now) => Validate(texts, now, mayBeUnfinished: true);

    private void Validate(IStringLocalizer<Texts> texts, DateTime now, bool mayBeUnfinished)
    {
        InvalidInputException.ThrowIfAny(
            ("title", Problem(Title, Post.MaxTitleLength, multiline: false, mayBeUnfinished)),
            ("markdown", Problem(Markdown, Post.MaxMarkdownLength, multiline: true, mayBeUnfinished)),
            ("summary", Problem(Summary, Post.MaxSummaryLength, multiline: true, mayBeMissing: true)),
            ("tags", TagsProblem(texts)),
            ("slug", string.IsNullOrEmpty(Slug) || Slug == Posts.Slug.From(Slug)
                ? null
                : texts["Only small letters, digits and hyphens, such as {0}.", Posts.Slug.From(Slug)].Value),
            ("publishAt", PublishAt <= now ? texts["This time has passed."].Value : null),
            ("cover", string.IsNullOrEmpty(Cover) || MediaName.FromAddress(Cover) is not null ? null : texts["Choose a picture of this site."].Value),
            ("coverAlt", CoverAltProblem(texts, mayBeUnfinished)));

        string? Problem(string? text, int maxLength, bool multiline, bool mayBeMissing) =>
            mayBeMissing && string.IsNullOrEmpty(text) ? null : UserText.Problem(text, maxLength, texts, multiline);
    }

    private string? CoverAltProblem(IStringLocalizer<Texts> texts, bool mayBeMissing) => CoverAlt switch
    {
        null => mayBeMissing || string.IsNullOrEmpty(Cover) ? null : texts["Say what the picture shows, or that it is decoration."].Value,
        "" => null,
        _ => UserText.Problem(CoverAlt, Post.MaxCoverAltLength, texts),
    };

    private string? TagsProblem(IStringLocalizer<Texts> texts) =>
        Tags?.Count > Tag.MaxPerPost
            ? texts["At most {0} tags.", Tag.MaxPerPost]
            : Tags?.Select(tag => UserText.Problem(tag, Tag.MaxNameLength, texts)).FirstOrDefault(problem => problem is not null);
}

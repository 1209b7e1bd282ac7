using BlogBlazor.Localization;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Posts;

/// <summary>What an author writes.</summary>
/// <param name="Publish">True publishes, false keeps or makes it a draft, null leaves that as it is.</param>
/// <param name="Slug">Null leaves it as it is, "" makes it from the title.</param>
/// <param name="PublishAt">Publishes it at that time, unless it is published already.</param>
public sealed record PostInput(
    string? Title,
    string? Markdown,
    string? Summary = null,
    IReadOnlyList<string>? Tags = null,
    bool? Publish = null,
    string? Slug = null,
    DateTimeOffset? PublishAt = null)
{
    /// <exception cref="InvalidInputException">With a message for each field that cannot be taken.</exception>
    public void Validate(IStringLocalizer<Texts> texts, DateTime now) => Validate(texts, now, mayBeUnfinished: false);

    /// <summary>Of a draft, title and text may be missing still.</summary>
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
            ("publishAt", PublishAt <= now ? texts["This time has passed."].Value : null));

        string? Problem(string? text, int maxLength, bool multiline, bool mayBeMissing) =>
            mayBeMissing && string.IsNullOrEmpty(text) ? null : UserText.Problem(text, maxLength, texts, multiline);
    }

    private string? TagsProblem(IStringLocalizer<Texts> texts) =>
        Tags?.Count > Tag.MaxPerPost
            ? texts["At most {0} tags.", Tag.MaxPerPost]
            : Tags?.Select(tag => UserText.Problem(tag, Tag.MaxNameLength, texts)).FirstOrDefault(problem => problem is not null);
}

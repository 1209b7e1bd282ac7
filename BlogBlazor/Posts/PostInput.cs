using BlogBlazor.Localization;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Posts;

/// <summary>What an author writes.</summary>
/// <param name="Publish">True publishes, false keeps or makes it a draft, null leaves that as it is.</param>
public sealed record PostInput(
    string? Title, string? Markdown, string? Summary = null, IReadOnlyList<string>? Tags = null, bool? Publish = null)
{
    /// <exception cref="InvalidInputException">With a message for each field that cannot be taken.</exception>
    public void Validate(IStringLocalizer<Texts> texts) => InvalidInputException.ThrowIfAny(
        ("title", UserText.Problem(Title, Post.MaxTitleLength, texts)),
        ("markdown", UserText.Problem(Markdown, Post.MaxMarkdownLength, texts, multiline: true)),
        ("summary", string.IsNullOrEmpty(Summary) ? null : UserText.Problem(Summary, Post.MaxSummaryLength, texts, multiline: true)),
        ("tags", TagsProblem(texts)));

    private string? TagsProblem(IStringLocalizer<Texts> texts) =>
        Tags?.Count > Tag.MaxPerPost
            ? texts["At most {0} tags.", Tag.MaxPerPost]
            : Tags?.Select(tag => UserText.Problem(tag, Tag.MaxNameLength, texts)).FirstOrDefault(problem => problem is not null);
}

using BlogBlazor.Localization;
using BlogBlazor.Posts;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Comments;

public sealed record CommentInput(string? Markdown, int? ParentId = null)
{
    /// <summary>So many people at most hear of one comment by being mentioned in it.</summary>
    public const int MaxMentions = 20;

    /// <exception cref="InvalidInputException">The text cannot be taken.</exception>
    public void Validate(IStringLocalizer<Texts> texts) => InvalidInputException.ThrowIfAny(
        ("markdown", UserText.Problem(Markdown, Comment.MaxLength, texts, multiline: true)));
}

/// <param name="Author">Null when the comment was deleted.</param>
public sealed record CommentItem(int Id, int? ParentId, Author? Author, string Markdown, DateTime CreatedAt)
{
    public static CommentItem Of(Comment comment, Author author) =>
        new(comment.Id, comment.ParentId, author, comment.Markdown, comment.CreatedAt);
}

public static class CommentLink
{
    public static string To(string slug, int commentId) => $"/posts/{slug}#comment-{commentId}";
}

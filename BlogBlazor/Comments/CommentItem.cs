using BlogBlazor.Localization;
using BlogBlazor.Moderation;
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

/// <param name="Author">Null when there is nothing to see of it but its place: it was deleted, or a moderator keeps it back.</param>
public sealed record CommentItem(
    int Id,
    int? ParentId,
    Author? Author,
    string Markdown,
    DateTime CreatedAt,
    DateTime? EditedAt = null,
    CommentState State = CommentState.Visible)
{
    public static CommentItem Of(Comment comment, Author author) => new(
        comment.Id, comment.ParentId, author, comment.Markdown, comment.CreatedAt, comment.EditedAt, comment.State);

    /// <summary>What is left of it once it is gone.</summary>
    public CommentItem Gone() => this with { Author = null, Markdown = "" };
}

/// <summary>Some threads of a post, and what leads on from them.</summary>
/// <param name="Items">Comments and replies, in the order they were written.</param>
/// <param name="Total">How many everybody can see, on all pages.</param>
/// <param name="IsFirst">Whether no thread stands before these.</param>
/// <param name="Next">The first thread that comes after these.</param>
/// <param name="MoreReplies">By thread, the first of its replies that comes after these.</param>
public sealed record CommentPage(
    IReadOnlyList<CommentItem> Items,
    int Total,
    bool IsFirst,
    int? Next,
    IReadOnlyDictionary<int, int> MoreReplies,
    Closing Closing)
{
    public static readonly CommentPage Empty = new([], 0, true, null, new Dictionary<int, int>(), Closing.Open);
}

public static class CommentLink
{
    public static string To(string slug, int commentId) => $"/posts/{slug}#comment-{commentId}";

    /// <summary>The same for who has no script: the part before the # reaches the server, which then sends the right page.</summary>
    public static string Page(string slug, int commentId) => $"/posts/{slug}?comment={commentId}#comment-{commentId}";
}

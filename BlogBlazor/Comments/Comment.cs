using BlogBlazor.Accounts;
using BlogBlazor.Posts;

namespace BlogBlazor.Comments;

/// <summary>A comment, or a reply to one: there is one level of replies.</summary>
public sealed class Comment
{
    public const int MaxLength = 10_000;

    private Comment()
    {
    }

    public int Id { get; private set; }
    public int PostId { get; private set; }
    public Post Post { get; private set; } = null!;
    public string AuthorId { get; private set; } = "";
    public BlogUser Author { get; private set; } = null!;

    /// <summary>The comment below which it stands.</summary>
    public int? ParentId { get; private set; }

    /// <summary>The comment that it answers, which may itself be a reply: its author hears of it.</summary>
    public int? ReplyToId { get; private set; }

    public string Markdown { get; private set; } = "";
    public DateTime CreatedAt { get; private set; }
    public DateTime? EditedAt { get; private set; }
    public CommentState State { get; private set; }

    /// <summary>A deleted comment keeps its place while replies stand below it, but not its text.</summary>
    public DateTime? DeletedAt { get; private set; }

    /// <summary>What notifications about it are filed under.</summary>
    public string NotificationSubject => SubjectOf(PostId, Id);

    public static string SubjectOf(int postId, int commentId) => $"{Post.SubjectOf(postId)}/comments/{commentId}";

    /// <param name="parent">The comment replied to. A reply to a reply joins the same thread.</param>
    public static Comment Write(int postId, string authorId, Comment? parent, string markdown, DateTime now) => new()
    {
        PostId = postId,
        AuthorId = authorId,
        ParentId = parent?.ParentId ?? parent?.Id,
        ReplyToId = parent?.Id,
        Markdown = markdown,
        CreatedAt = now,
    };

    public void Edit(string markdown, DateTime now)
    {
        Markdown = markdown;
        EditedAt = now;
    }

    public void MoveTo(CommentState state) => State = state;

    public void Delete(DateTime now)
    {
        Markdown = "";
        DeletedAt = now;
    }
}

/// <summary>Who sees a comment that was not deleted. Its author and the moderators always do.</summary>
public enum CommentState
{
    /// <summary>Everybody.</summary>
    Visible = 0,

    /// <summary>A rule keeps it back until a moderator has looked at it.</summary>
    Held = 1,

    /// <summary>A moderator took it down.</summary>
    Hidden = 2,
}

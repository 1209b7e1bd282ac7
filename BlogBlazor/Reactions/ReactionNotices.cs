using BlogBlazor.Comments;
using BlogBlazor.Data;
using BlogBlazor.Notifications;
using BlogBlazor.Posts;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Reactions;

/// <summary>Whose post or comment it is hears of it: once for all who react until it is seen.</summary>
public static class ReactionNotices
{
    private const string Chosen = "reaction";
    private const string Label = "Reactions";

    public static readonly NotificationKind ToPost = new("reaction", "{0} reacted to your post {2}")
    {
        Label = Label,
        ChosenAs = Chosen,
        Untitled = "",
        Gathered = "{0} and {3} more reacted to your post {2}",
        Default = Channels.InApp,
    };

    public static readonly NotificationKind ToComment = new("comment-reaction", "{0} reacted to your comment on {2}")
    {
        Label = Label,
        ChosenAs = Chosen,
        Gathered = "{0} and {3} more reacted to your comment on {2}",
        Default = Channels.InApp,
    };

    /// <summary>For somebody's first reaction to it, whichever it is.</summary>
    /// <returns>The number of the notification that tells of it; null when none does.</returns>
    internal static async Task<long?> NotifyOfReactionAsync(
        this INotifier notifier, WriteTransaction write, int postId, int? commentId, Actor actor, CancellationToken cancellationToken)
    {
        if (await AboutAsync(write.Db, postId, commentId, cancellationToken) is not { } about
            || await notifier.NotifyAsync(write, [about with { Actor = actor }], cancellationToken) == 0)
        {
            return null;
        }

        return await write.Db.Notifications
            .Where(n => n.RecipientId == about.RecipientId && n.Kind == about.Kind.Name && n.Subject == about.Subject)
            .MaxAsync(n => n.Sequence, cancellationToken);
    }

    /// <summary>When they took their last one back.</summary>
    internal static async Task WithdrawReactionAsync(
        this INotifier notifier, WriteTransaction write, int postId, int? commentId, long toldIn, CancellationToken cancellationToken)
    {
        if (await AboutAsync(write.Db, postId, commentId, cancellationToken) is { } about)
        {
            var remaining = await write.Db.Reactions
                .Where(r => r.PostId == postId && r.CommentId == commentId && r.ToldIn == toldIn)
                .OrderByDescending(r => r.Id)
                .Join(write.Db.Users, r => r.UserId, u => u.Id, (_, u) => new Actor(u.Id, u.Handle, u.DisplayName))
                .FirstOrDefaultAsync(cancellationToken);
            await notifier.WithdrawAsync(write, about.RecipientId, toldIn, remaining, cancellationToken);
        }
    }

    private static async Task<NewNotification?> AboutAsync(BlogDbContext db, int postId, int? commentId, CancellationToken cancellationToken)
    {
        var about = await (commentId is null
                ? db.Posts.Where(p => p.Id == postId).Select(p => new { p.AuthorId, p.Slug, p.Title })
                : db.Comments.Where(c => c.Id == commentId && c.DeletedAt == null).Select(c => new { c.AuthorId, c.Post.Slug, c.Post.Title }))
            .SingleOrDefaultAsync(cancellationToken);
        if (about is null)
        {
            return null;
        }

        var (kind, subject, link) = commentId is { } id
            ? (ToComment, Comment.SubjectOf(postId, id), CommentLink.To(about.Slug, id))
            : (ToPost, Post.SubjectOf(postId), $"/posts/{about.Slug}");
        return new NewNotification(about.AuthorId, kind, $"{subject}/reactions", link) { Title = about.Title };
    }
}

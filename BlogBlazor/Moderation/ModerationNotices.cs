using BlogBlazor.Comments;
using BlogBlazor.Data;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.FanOut;
using BlogBlazor.Posts;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Moderation;

/// <summary>What moderators hear of, and what they decided, for whom it is about. One choice of the user for all of it.</summary>
public static class ModerationNotices
{
    private const string Chosen = "moderation";
    private const string Label = "Moderation";

    public static readonly NotificationKind Held = new("held", "A comment on {2} waits for your decision")
    {
        Label = Label,
        ChosenAs = Chosen,
        Several = "{3} comments on {2} wait for your decision",
    };

    public static readonly NotificationKind Reported = new("report", "{0} reported something on {2}")
    {
        Label = Label,
        ChosenAs = Chosen,
        Several = "{3} reports about {2}",
    };

    public static readonly NotificationKind Approved = new("approved", "Your comment on {2} was approved")
    {
        Label = Label,
        ChosenAs = Chosen,
        CanBeMuted = false,
    };

    public static readonly NotificationKind TakenDown = new("taken-down", "A moderator took down your comment on {2}")
    {
        Label = Label,
        ChosenAs = Chosen,
        CanBeMuted = false,
    };

    private const string Queue = "/admin/moderation";

    internal static async Task NotifyOfHeldAsync(
        this INotifier notifier, WriteTransaction write, Comment comment, CancellationToken cancellationToken) =>
        await notifier.NotifyAllAsync(
            write,
            Audience.Administrators,
            new NewNotification("", Held, comment.NotificationSubject, Queue) { Title = await TitleAsync(write.Db, comment.PostId, cancellationToken) },
            cancellationToken);

    internal static async Task NotifyOfReportAsync(
        this INotifier notifier, WriteTransaction write, Report report, Actor reporter, CancellationToken cancellationToken)
    {
        var subject = report.CommentId is { } commentId ? Comment.SubjectOf(report.PostId, commentId) : Post.SubjectOf(report.PostId);
        await notifier.NotifyAllAsync(
            write,
            Audience.Administrators,
            new NewNotification("", Reported, $"{subject}/reports", Queue)
            {
                Actor = reporter,
                Title = await TitleAsync(write.Db, report.PostId, cancellationToken),
            },
            cancellationToken);
    }

    /// <summary>To its author; who the moderator was is not told.</summary>
    internal static async Task NotifyOfDecisionAsync(
        this INotifier notifier, WriteTransaction write, Comment comment, bool isApproved, CancellationToken cancellationToken)
    {
        var post = await write.Db.Posts.Where(p => p.Id == comment.PostId).Select(p => new { p.Slug, p.Title }).SingleAsync(cancellationToken);
        var decision = new NewNotification(
            comment.AuthorId,
            isApproved ? Approved : TakenDown,
            $"{Comment.SubjectOf(comment.PostId, comment.Id)}/decision",
            isApproved ? CommentLink.To(post.Slug, comment.Id) : $"/posts/{post.Slug}")
        {
            Title = post.Title,
        };
        await notifier.NotifyAsync(write, [decision], cancellationToken);
    }

    private static Task<string> TitleAsync(BlogDbContext db, int postId, CancellationToken cancellationToken) =>
        db.Posts.Where(p => p.Id == postId).Select(p => p.Title).SingleAsync(cancellationToken);
}

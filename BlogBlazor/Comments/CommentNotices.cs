using BlogBlazor.Data;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.FanOut;
using BlogBlazor.Posts;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Comments;

/// <summary>Who hears of a comment, once everybody can see it.</summary>
internal static class CommentNotices
{
    /// <summary>
    /// The most telling kind first: who is replied to and mentioned hears of a reply. Those who follow the post hear of it
    /// after those who are meant.
    /// </summary>
    public static async Task NotifyOfAsync(
        this INotifier notifier, WriteTransaction write, Comment comment, CancellationToken cancellationToken)
    {
        var db = write.Db;
        var about = await db.Comments.Where(c => c.Id == comment.Id)
            .Select(c => new
            {
                c.Post.Slug,
                c.Post.Title,
                PostAuthorId = c.Post.AuthorId,
                Actor = new Actor(c.AuthorId, c.Author.Handle, c.Author.DisplayName),
                AnsweredId = db.Comments.Where(a => a.Id == (c.ReplyToId ?? c.ParentId)).Select(a => a.AuthorId).SingleOrDefault(),
            })
            .SingleAsync(cancellationToken);
        var meant = new List<NewNotification>();
        if (about.AnsweredId is not null)
        {
            meant.Add(New(about.AnsweredId, CommentKinds.Reply));
        }

        meant.Add(New(about.PostAuthorId, CommentKinds.Comment));
        var handles = MarkdownRenderer.MentionsIn(comment.Markdown).Take(CommentInput.MaxMentions).ToList();
        if (handles.Count > 0)
        {
            var mentioned = await db.Users.Where(u => handles.Contains(u.Handle)).Select(u => u.Id).ToListAsync(cancellationToken);
            meant.AddRange(mentioned.Select(id => New(id, CommentKinds.Mention)));
        }

        await notifier.NotifyAsync(write, meant, cancellationToken);
        await notifier.NotifyAllAsync(
            write, Audience.FollowersOf(Post.SubjectOf(comment.PostId)), New("", CommentKinds.Followed), cancellationToken);

        NewNotification New(string recipientId, NotificationKind kind) =>
            new(recipientId, kind, comment.NotificationSubject, CommentLink.To(about.Slug, comment.Id))
            {
                Actor = about.Actor,
                Title = about.Title,
            };
    }
}

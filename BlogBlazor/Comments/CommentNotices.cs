using BlogBlazor.Data;
using BlogBlazor.Notifications;
using BlogBlazor.Posts;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Comments;

/// <summary>Who hears of a comment, once everybody can see it.</summary>
internal static class CommentNotices
{
    /// <summary>The most telling kind first: who is replied to and mentioned hears of a reply. Who blocked its author hears nothing.</summary>
    public static async Task<IEnumerable<NewNotification>> OfAsync(
        BlogDbContext db, Comment comment, CancellationToken cancellationToken)
    {
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
        var recipients = new List<(string UserId, NotificationKind Kind)>();
        if (about.AnsweredId is not null)
        {
            recipients.Add((about.AnsweredId, CommentKinds.Reply));
        }

        recipients.Add((about.PostAuthorId, CommentKinds.Comment));
        var handles = MarkdownRenderer.MentionsIn(comment.Markdown).Take(CommentInput.MaxMentions).ToList();
        if (handles.Count > 0)
        {
            var mentioned = await db.Users.Where(u => handles.Contains(u.Handle)).Select(u => u.Id).ToListAsync(cancellationToken);
            recipients.AddRange(mentioned.Select(id => (id, CommentKinds.Mention)));
        }

        var all = recipients.Select(to => to.UserId).ToList();
        var blockers = await db.UserBlocks.Where(b => b.BlockedId == comment.AuthorId && all.Contains(b.BlockerId))
            .Select(b => b.BlockerId).ToListAsync(cancellationToken);
        return recipients.Where(to => !blockers.Contains(to.UserId)).Select(to =>
            new NewNotification(to.UserId, to.Kind, comment.NotificationSubject, CommentLink.To(about.Slug, comment.Id))
            {
                Actor = about.Actor,
                Title = about.Title,
            });
    }
}

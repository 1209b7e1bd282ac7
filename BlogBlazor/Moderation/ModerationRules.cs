using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Moderation;

/// <summary>What the settings mean for one comment.</summary>
public sealed class ModerationRules(TimeProvider time)
{
    /// <summary>Held or not. What administrators and the post's author write below it is theirs to answer for.</summary>
    public async Task<CommentState> StateAsync(
        BlogDbContext db, CurrentUser author, string postAuthorId, string markdown, CancellationToken cancellationToken)
    {
        if (author.MayChange(postAuthorId))
        {
            return CommentState.Visible;
        }

        var settings = await FindAsync(db, cancellationToken);
        return settings.Holds(markdown)
            || (settings.HoldsFirstComment && !await db.VisibleComments.AnyAsync(c => c.AuthorId == author.Id, cancellationToken))
            ? CommentState.Held
            : CommentState.Visible;
    }

    public async Task<Closing> ClosingAsync(BlogDbContext db, int postId, CancellationToken cancellationToken)
    {
        var post = await db.Posts.Where(p => p.Id == postId).Select(p => new { p.CommentsClosed, p.PublishedAt }).SingleOrDefaultAsync(cancellationToken);
        return post?.CommentsClosed == true ? Closing.ByAuthor
            : (await FindAsync(db, cancellationToken)).Closes(post?.PublishedAt, time.UtcNow()) ? Closing.ByAge
            : Closing.Open;
    }

    public static async Task<ModerationSettings> FindAsync(BlogDbContext db, CancellationToken cancellationToken) =>
        await db.ModerationSettings.AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? new ModerationSettings();
}

/// <summary>Whether a post takes comments.</summary>
public enum Closing
{
    Open,

    /// <summary>Or by an administrator, who can open it again.</summary>
    ByAuthor,

    /// <summary>After the days that the settings say.</summary>
    ByAge,
}

using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Moderation;

/// <summary>What the settings mean for one comment.</summary>
public sealed class ModerationRules(TimeProvider time)
{
    /// <summary>Held or not. What administrators and the post's author write below it is theirs to answer for.</summary>
    public static async Task<CommentState> StateAsync(
        BlogDbContext db, ModerationSettings settings, CurrentUser author, string postAuthorId, string markdown, CancellationToken cancellationToken) =>
        !author.MayChange(postAuthorId)
        && (settings.Holds(markdown)
            || (settings.HoldsFirstComment && !await db.VisibleComments.AnyAsync(c => c.AuthorId == author.Id, cancellationToken)))
            ? CommentState.Held
            : CommentState.Visible;

    public Closing ClosingOf(ModerationSettings settings, bool closedByAuthor, DateTime? publishedAt) =>
        closedByAuthor ? Closing.ByAuthor
        : settings.Closes(publishedAt, time.UtcNow()) ? Closing.ByAge
        : Closing.Open;

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

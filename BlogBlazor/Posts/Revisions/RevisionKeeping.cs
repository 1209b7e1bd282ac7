using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Posts.Revisions;

internal static class RevisionKeeping
{
    /// <summary>Asked before the post changes: one that has no revision yet, since it is older than those, gets its first.</summary>
    public static async Task<Revision> LastRevisionAsync(this WriteTransaction write, Post post, CancellationToken cancellationToken)
    {
        var last = await write.Db.Revisions.Where(r => r.PostId == post.Id).OrderByDescending(r => r.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (last is null)
        {
            last = Revision.Of(post, post.AuthorId, autosave: false, post.UpdatedAt);
            write.Db.Add(last);
        }

        return last;
    }

    /// <summary>Keeps it unless the last one can stand for it.</summary>
    public static async Task KeepRevisionAsync(
        this WriteTransaction write, Revision last, Revision next, CancellationToken cancellationToken)
    {
        if (last.TakeOver(next))
        {
            return;
        }

        write.Db.Add(next);
        await write.Db.Revisions.Where(r => r.PostId == next.Post.Id).OrderByDescending(r => r.Id).Skip(Revision.MaxPerPost - 1)
            .ExecuteDeleteAsync(cancellationToken);
    }
}

using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Comments;

internal static class CommentCounting
{
    /// <summary>
    /// Sets <see cref="Posts.Post.CommentCount"/>, which lists of posts show. Whoever adds a comment, or changes whether readers see
    /// one, counts that post's comments anew in the same transaction: there is no sum that could drift. What is not saved yet is
    /// saved first.
    /// </summary>
    public static async Task CountCommentsAsync(this BlogDbContext db, int postId, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var visible = db.VisibleComments;
        await db.Posts.Where(p => p.Id == postId).ExecuteUpdateAsync(
            post => post.SetProperty(p => p.CommentCount, p => visible.Count(c => c.PostId == p.Id)), cancellationToken);
    }
}

using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Comments;

internal static class CommentCounting
{
    /// <summary>
    /// Sets <see cref="Posts.Post.CommentCount"/>, which lists of posts show. Whoever adds a comment, or changes whether readers see
    /// one, counts that post's comments anew in the same transaction, once the change is saved: there is no sum that could drift.
    /// </summary>
    public static Task CountCommentsAsync(this BlogDbContext db, int postId, CancellationToken cancellationToken)
    {
        var visible = db.VisibleComments;
        return db.Posts.Where(p => p.Id == postId).ExecuteUpdateAsync(
            post => post.SetProperty(p => p.CommentCount, p => visible.Count(c => c.PostId == p.Id)), cancellationToken);
    }
}

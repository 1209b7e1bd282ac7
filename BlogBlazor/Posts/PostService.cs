using BlogBlazor.Accounts;
using BlogBlazor.Data;
using BlogBlazor.Idempotency;
using BlogBlazor.Localization;
using BlogBlazor.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Posts;

/// <summary>Writes posts, for the pages and the API alike.</summary>
public sealed class PostService(
    IDbContextFactory<BlogDbContext> databases,
    INotifier notifier,
    OnceOnly once,
    PostWriter writer,
    IStringLocalizer<Texts> texts,
    TimeProvider time)
{
    /// <exception cref="InvalidInputException">Nothing was written.</exception>
    public async Task<PostDetails> CreateAsync(CurrentUser user, PostInput input, CancellationToken cancellationToken)
    {
        input.Validate(texts, time.UtcNow());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(user.Id, texts, cancellationToken);
        if (await once.RecallAsync<PostDetails>(write, cancellationToken) is { } done)
        {
            return done;
        }

        var added = await writer.AddAsync(write, user, input, autosave: false, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var post = await db.Posts.Where(p => p.Id == added.Id).Details().SingleAsync(cancellationToken);
        once.Remember(write, post);
        await write.CommitAsync(cancellationToken);
        return post;
    }

    /// <returns>And its slug, which may be another now.</returns>
    /// <exception cref="InvalidInputException">Nothing was written.</exception>
    public async Task<(ChangeResult Result, string Slug)> UpdateAsync(
        CurrentUser user, string slug, PostInput input, CancellationToken cancellationToken)
    {
        input = input.Slug == slug ? input with { Slug = null } : input;
        input.Validate(texts, time.UtcNow());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(user.Id, texts, cancellationToken);
        await write.LockAsync(Post.LockOf(slug), cancellationToken);
        var post = await db.Posts.Include(p => p.Tags).AsSplitQuery().VisibleTo(user).SingleOrDefaultAsync(p => p.Slug == slug, cancellationToken);
        if (post is null)
        {
            return (ChangeResult.NotFound, slug);
        }

        if (!user.MayChange(post.AuthorId))
        {
            return (ChangeResult.NotYours, slug);
        }

        await writer.ChangeAsync(write, post, user, input, autosave: false, cancellationToken);
        // What was being written in the editor is not what readers see any more: there it is told of, and kept as a revision.
        await db.WorkingCopies.Where(copy => copy.PostId == post.Id).ExecuteDeleteAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
        return (ChangeResult.Done, post.Slug);
    }

    /// <summary>Deletes a post with its comments, and takes back the notifications of those.</summary>
    public async Task<ChangeResult> DeleteAsync(CurrentUser user, string slug, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(user.Id, texts, cancellationToken);
        await write.LockAsync(Post.LockOf(slug), cancellationToken);
        var post = await db.Posts.VisibleTo(user).SingleOrDefaultAsync(p => p.Slug == slug, cancellationToken);
        if (post is null)
        {
            return ChangeResult.NotFound;
        }

        if (!user.MayChange(post.AuthorId))
        {
            return ChangeResult.NotYours;
        }

        await notifier.RetractAsync(write, post.NotificationSubject, cancellationToken);
        db.Remove(post);
        writer.TellReaders(write, post.PublishedAt is not null);
        await write.CommitAsync(cancellationToken);
        return ChangeResult.Done;
    }
}

/// <summary>What became of a wish to change something.</summary>
public enum ChangeResult
{
    Done,
    NotFound,
    NotYours,
}

using BlogBlazor.Accounts;
using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Idempotency;
using BlogBlazor.Localization;
using BlogBlazor.Notifications;
using BlogBlazor.Signals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Posts;

/// <summary>Writes posts, for the pages and the API alike.</summary>
public sealed class PostService(
    IDbContextFactory<BlogDbContext> databases,
    INotifier notifier,
    OnceOnly once,
    SignalGroups groups,
    IStringLocalizer<Texts> texts,
    TimeProvider time)
{
    /// <exception cref="InvalidInputException">Nothing was written.</exception>
    public async Task<PostDetails> CreateAsync(CurrentUser user, PostInput input, CancellationToken cancellationToken)
    {
        input.Validate(texts);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (await once.RecallAsync<PostDetails>(write, cancellationToken) is { } done)
        {
            return done;
        }

        await write.LockAsync("slugs", cancellationToken);
        var slug = await FreeSlugAsync(db, Slug.From(input.Title!), cancellationToken);
        var tags = await TagsAsync(write, input, cancellationToken);
        db.Add(Post.Write(user.Id, slug, input, tags, time.UtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        var post = await db.Posts.Where(p => p.Slug == slug).Details().SingleAsync(cancellationToken);
        once.Remember(write, post);
        TellReaders(write);
        await write.CommitAsync(cancellationToken);
        return post;
    }

    /// <exception cref="InvalidInputException">Nothing was written.</exception>
    public async Task<ChangeResult> UpdateAsync(
        CurrentUser user, string slug, PostInput input, CancellationToken cancellationToken)
    {
        input.Validate(texts);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.LockAsync(Post.LockOf(slug), cancellationToken);
        var post = await db.Posts.Include(p => p.Tags).VisibleTo(user).SingleOrDefaultAsync(p => p.Slug == slug, cancellationToken);
        if (post is null)
        {
            return ChangeResult.NotFound;
        }

        if (!user.MayChange(post.AuthorId))
        {
            return ChangeResult.NotYours;
        }

        TellReaders(write);
        post.Change(input, await TagsAsync(write, input, cancellationToken), time.UtcNow());
        await write.CommitAsync(cancellationToken);
        return ChangeResult.Done;
    }

    /// <summary>Deletes a post with its comments, and takes back the notifications of those.</summary>
    public async Task<ChangeResult> DeleteAsync(CurrentUser user, string slug, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
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
        TellReaders(write);
        await write.CommitAsync(cancellationToken);
        return ChangeResult.Done;
    }

    private void TellReaders(WriteTransaction write) =>
        write.AfterCommit(() => groups.Send(ContentChanged.Group, new ContentChanged()));

    private static async Task<string> FreeSlugAsync(BlogDbContext db, string wanted, CancellationToken cancellationToken)
    {
        var taken = (await db.Posts.Where(p => p.Slug.StartsWith(wanted)).Select(p => p.Slug).ToListAsync(cancellationToken))
            .ToHashSet(StringComparer.Ordinal);
        var slug = wanted;
        for (var number = 2; taken.Contains(slug); number++)
        {
            slug = $"{wanted}-{number}";
        }

        return slug;
    }

    private static async Task<List<Tag>> TagsAsync(WriteTransaction write, PostInput input, CancellationToken cancellationToken)
    {
        await write.LockAsync("tags", cancellationToken);
        var wanted = (input.Tags ?? [])
            .Select(name => new Tag { Name = name.Trim(), Slug = Slug.From(name, "tag") })
            .DistinctBy(tag => tag.Slug)
            .ToList();
        var slugs = wanted.Select(tag => tag.Slug).ToList();
        var known = await write.Db.Tags.Where(tag => slugs.Contains(tag.Slug)).ToDictionaryAsync(tag => tag.Slug, cancellationToken);
        return [.. wanted.Select(tag => known.GetValueOrDefault(tag.Slug, tag))];
    }
}

/// <summary>What became of a wish to change something.</summary>
public enum ChangeResult
{
    Done,
    NotFound,
    NotYours,
}

using BlogBlazor.Accounts;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Posts.Editing;

/// <summary>
/// Publishes what is due, on every instance: each post in a transaction of its own that holds the post's lock and looks again,
/// so whichever instance comes first does it, and none does it twice. What a banned author left waits.
/// </summary>
public sealed partial class ScheduledPublishing(
    IServiceScopeFactory scopes, TimeProvider time, ILogger<ScheduledPublishing> logger) : RegularWork(Interval, time, new DatabaseAbsence(logger))
{
    /// <summary>How late a post may be.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    private const int MaxAtOnce = 100;

    /// <returns>How many were published.</returns>
    public async Task<int> PublishDueAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var databases = scope.ServiceProvider.GetRequiredService<IDbContextFactory<BlogDbContext>>();
        var writer = scope.ServiceProvider.GetRequiredService<PostWriter>();
        var now = Time.UtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var due = await db.Posts.AsNoTracking()
            .Where(p => p.ScheduledFor <= now && !db.Users.Banned().Any(u => u.Id == p.AuthorId)).OrderBy(p => p.ScheduledFor)
            .Select(p => new { p.Id, p.Slug }).Take(MaxAtOnce).ToListAsync(cancellationToken);
        var published = 0;
        foreach (var next in due)
        {
            await using var write = await db.BeginWriteAsync(cancellationToken);
            await write.LockAsync(Post.LockOf(next.Slug), cancellationToken);
            var post = await db.Posts.SingleOrDefaultAsync(p => p.Id == next.Id, cancellationToken);
            if (post?.PublishIfDue(now) == true)
            {
                writer.TellReaders(write);
                await writer.TellFollowersAsync(write, post, cancellationToken);
                await write.CommitAsync(cancellationToken);
                published++;
                LogPublished(post.Id);
            }
        }

        return published;
    }

    protected override Task DoAsync(CancellationToken cancellationToken) => PublishDueAsync(cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Scheduled posts could not be published; the next round tries again")]
    protected override partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Post {Id} was published at its time")]
    private partial void LogPublished(int id);
}

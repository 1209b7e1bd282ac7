using System.Globalization;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications.Preferences;

public enum FollowState
{
    None,
    Following,
    Muted,
}

/// <summary>What users follow and what they muted.</summary>
public sealed class FollowService(IDbContextFactory<BlogDbContext> databases, TimeProvider time)
{
    private const int MaxListed = 200;

    public async Task<FollowState> FindAsync(string userId, string subject, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var isMuted = await db.Follows.Where(f => f.UserId == userId && f.Subject == subject)
            .Select(f => (bool?)f.IsMuted).SingleOrDefaultAsync(cancellationToken);
        return isMuted switch
        {
            null => FollowState.None,
            true => FollowState.Muted,
            false => FollowState.Following,
        };
    }

    /// <summary>The newest first, with what they are called now; what is gone is left out.</summary>
    public async Task<IReadOnlyList<FollowItem>> ListAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var own = db.Follows.Where(f => f.UserId == userId);
        // By the subject that each has: a prefix and its key.
        var people = await own.Join(db.Users, f => f.Subject, u => "users/" + u.Id, (f, u) => new { f, u.DisplayName, u.Handle })
            .OrderByDescending(x => x.f.CreatedAt).Take(MaxListed).ToListAsync(cancellationToken);
        var ids = await own.Where(f => f.Subject.StartsWith("posts/")).OrderByDescending(f => f.CreatedAt).Take(MaxListed).ToListAsync(cancellationToken);
        var numbers = ids.ConvertAll(f => int.Parse(f.Subject.AsSpan("posts/".Length), CultureInfo.InvariantCulture));
        var posts = await db.Posts.Where(p => numbers.Contains(p.Id) && p.PublishedAt != null)
            .ToDictionaryAsync(p => $"posts/{p.Id}", p => new { p.Title, p.Slug }, cancellationToken);
        return
        [
            .. people.Select(x => new FollowItem(x.f.Subject, x.DisplayName, $"/authors/{x.Handle}", x.f.IsMuted, x.f.CreatedAt))
                .Concat(ids.Where(f => posts.ContainsKey(f.Subject))
                    .Select(f => new FollowItem(f.Subject, posts[f.Subject].Title, $"/posts/{posts[f.Subject].Slug}", f.IsMuted, f.CreatedAt)))
                .OrderByDescending(item => item.CreatedAt),
        ];
    }

    public async Task SetAsync(string userId, string subject, FollowState state, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await SetAsync(write, userId, subject, state, cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    public async Task SetAsync(
        WriteTransaction write, string userId, string subject, FollowState state, CancellationToken cancellationToken)
    {
        await write.LockAsync($"follows of {userId}", cancellationToken);
        await write.Db.Follows.Where(f => f.UserId == userId && f.Subject == subject).ExecuteDeleteAsync(cancellationToken);
        if (state != FollowState.None)
        {
            write.Db.Add(new Follow { UserId = userId, Subject = subject, IsMuted = state == FollowState.Muted, CreatedAt = time.UtcNow() });
        }
    }
}

public sealed record FollowItem(string Subject, string Name, string Link, bool IsMuted, DateTime CreatedAt);

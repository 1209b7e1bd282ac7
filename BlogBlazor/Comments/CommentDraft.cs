using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Comments;

/// <summary>What somebody typed before signing in. Its id is known to that browser alone.</summary>
public sealed class CommentDraft
{
    public string Id { get; private set; } = Guid.NewGuid().ToString("N");
    public required string Markdown { get; init; }
    public required DateTime CreatedAt { get; init; }
}

/// <summary>Keeps a comment while its author signs in or registers, for a day at most, and the newest only.</summary>
public sealed class CommentDrafts(IDbContextFactory<BlogDbContext> databases, TimeProvider time, ILogger<CommentDrafts> logger)
    : HourlyCleanup(time, logger)
{
    /// <summary>More than a comment may have, so that one that is too long comes back whole, with a message.</summary>
    public const int MaxLength = 2 * Comment.MaxLength;

    /// <summary>Whoever sends many, signed in to nothing, pushes out what others left but does not fill the disk.</summary>
    public const int MaxKept = 5_000;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <returns>The draft's id.</returns>
    public async Task<string> KeepAsync(string markdown, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var draft = new CommentDraft { Markdown = markdown, CreatedAt = Time.UtcNow() };
        db.Add(draft);
        await db.SaveChangesAsync(cancellationToken);
        var kept = db.CommentDrafts.OrderByDescending(d => d.CreatedAt).Skip(MaxKept - 1).Select(d => (DateTime?)d.CreatedAt);
        await db.CommentDrafts.Where(d => d.CreatedAt < kept.FirstOrDefault()).ExecuteDeleteAsync(cancellationToken);
        return draft.Id;
    }

    public async Task<string?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.CommentDrafts.Where(d => d.Id == id).Select(d => d.Markdown).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Called once it is a comment, which no fault here may make look unsaved.</summary>
    public async Task ForgetAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await db.CommentDrafts.Where(d => d.Id == id).ExecuteDeleteAsync(cancellationToken);
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            // It goes with the day.
        }
    }

    public override async Task PurgeAsync(CancellationToken cancellationToken)
    {
        var tooOld = Time.UtcNow() - Kept;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.CommentDrafts.Where(d => d.CreatedAt < tooOld).ExecuteDeleteAsync(cancellationToken);
    }
}

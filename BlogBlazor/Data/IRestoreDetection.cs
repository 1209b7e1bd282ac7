namespace BlogBlazor.Data;

/// <summary>
/// Finds out at the start whether the database is a restored copy. Its numbers will be given out a second time, for
/// something else, so it needs another epoch.
/// </summary>
public interface IRestoreDetection
{
    Task<bool> IsRestoredAsync(BlogDbContext db, CancellationToken cancellationToken);

    /// <summary>From now on this database is the known one.</summary>
    Task RememberAsync(BlogDbContext db, CancellationToken cancellationToken);
}

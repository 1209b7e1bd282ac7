using System.Text.RegularExpressions;
using BlogBlazor.Data;
using BlogBlazor.Data.PostgreSql;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Media;

/// <summary>
/// Removes, once a day, pictures that nobody has brought for <see cref="Kept"/> and no text in the database mentions. Every
/// column of text is read, whichever table it is in, so that none that mentions pictures can be forgotten.
/// </summary>
public sealed partial class MediaSweep(
    IDbContextFactory<BlogDbContext> databases, IMediaStore store, TimeProvider time, ILogger<MediaSweep> logger)
    : RegularWork(TimeSpan.FromDays(1), time, new DatabaseAbsence(logger))
{
    /// <summary>Time enough to finish a text that only a browser knows yet.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static readonly TimeSpan LongestReading = TimeSpan.FromMinutes(30);

    // In any address, of any variant.
    [GeneratedRegex("[0-9a-f]{32}(?=-)", RegexOptions.CultureInvariant)]
    private static partial Regex Mention { get; }

    /// <returns>How many pictures are gone.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.Database.SetCommandTimeout(LongestReading);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var alone = db.Database.IsNpgsql() ? await PostgreSqlLock.TryTakeAsync(db, "media sweep", cancellationToken) : null;
        if (db.Database.IsNpgsql() && alone is null)
        {
            return 0; // Another instance is at it.
        }

        var tooOld = Time.UtcNow() - Kept;
        var unused = await OlderThanAsync(db, tooOld, cancellationToken);
        if (unused.Count > 0)
        {
            await RemoveMentionedAsync(db, unused, cancellationToken);
        }

        var deleted = 0;
        foreach (var name in unused.Values)
        {
            deleted += await DeleteAsync(db, name, tooOld, cancellationToken) ? 1 : 0;
        }

        if (deleted > 0)
        {
            LogDeleted(deleted);
        }

        return deleted;
    }

    protected override Task DoAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pictures that nothing uses could not all be removed; the next day tries again")]
    protected override partial void LogFailed(Exception exception);

    private static async Task<Dictionary<string, MediaName>> OlderThanAsync(BlogDbContext db, DateTime tooOld, CancellationToken cancellationToken) =>
        await db.Uploads.GroupBy(u => new { u.Hash, u.Width, u.Height }).Where(u => u.Max(upload => upload.CreatedAt) < tooOld)
            .Select(u => new MediaName(u.Key.Hash, u.Key.Width, u.Key.Height))
            .ToDictionaryAsync(name => name.Hash, cancellationToken);

    private static async Task RemoveMentionedAsync(BlogDbContext db, Dictionary<string, MediaName> unused, CancellationToken cancellationToken)
    {
        var byHash = unused.GetAlternateLookup<ReadOnlySpan<char>>();
        var texts = db.Database.SqlQueryRaw<string>(TextsWithPictures(db)).AsAsyncEnumerable();
        await foreach (var text in texts.WithCancellation(cancellationToken))
        {
            foreach (var mention in Mention.EnumerateMatches(text))
            {
                byHash.Remove(text.AsSpan(mention.Index, mention.Length));
            }
        }
    }

    /// <summary>One statement, which sees the database as it is at one moment: a text may move from one table to another.</summary>
    private static string TextsWithPictures(BlogDbContext db)
    {
        var tables = db.Model.GetRelationalModel().Tables.ToDictionary(
            table => table.Name,
            table => table.Columns.Where(column => column.PropertyMappings[0].Property.ClrType == typeof(string)).Select(column => $"\"{column.Name}\""));
        var texts = tables.Where(table => table.Value.Any())
            .Select(table => $"""SELECT concat_ws(' ', {string.Join(", ", table.Value)}) AS "Value" FROM "{table.Key}" """);
        return $"""SELECT "Value" FROM ({string.Join("UNION ALL ", texts)}) AS texts WHERE "Value" LIKE '%.webp%'""";
    }

    /// <returns>Whether it is gone; false where somebody has brought it again.</returns>
    private async Task<bool> DeleteAsync(BlogDbContext db, MediaName name, DateTime tooOld, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.LockAsync(MediaService.LockOf(name.Hash), cancellationToken);
        var itsUploads = db.Uploads.Where(u => u.Hash == name.Hash);
        if (await itsUploads.AnyAsync(u => u.CreatedAt >= tooOld, cancellationToken))
        {
            return false;
        }

        await itsUploads.ExecuteDeleteAsync(cancellationToken);
        // Before the commit: who brings it again meanwhile waits, and then finds no file.
        foreach (var file in name.Smaller.Prepend(name))
        {
            await store.DeleteAsync(file, cancellationToken);
        }

        await write.CommitAsync(cancellationToken);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} pictures that nothing uses were removed")]
    private partial void LogDeleted(int count);
}

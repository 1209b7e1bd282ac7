using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Data.Sqlite;

/// <summary>
/// How far the database has come, remembered beside it. An older copy put in its place has come less far, and from then on
/// its numbers mean something else than the receivers' cursors. The file is not named like the database, so that who copies
/// the database's files leaves it where it is.
/// </summary>
public sealed partial class HighWaterMark(
    string path,
    IDbContextFactory<BlogDbContext> databases,
    WriteGate gate,
    TimeProvider time,
    ILogger<HighWaterMark> logger) : BackgroundService, IRestoreDetection
{
    /// <summary>Many writes at once are written down together.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private long? _remembered;

    public static string PathFor(string databasePath) => Path.Combine(
        Path.GetDirectoryName(databasePath)!, $"high-water-mark-of-{Path.GetFileNameWithoutExtension(databasePath)}.txt");

    /// <summary>It has less than it had, or has something and nothing is remembered.</summary>
    public async Task<bool> IsRestoredAsync(BlogDbContext db, CancellationToken cancellationToken)
    {
        var now = await OfAsync(db, cancellationToken);
        return long.TryParse(File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : null, out var before)
            ? now < before
            : now > 0;
    }

    public async Task RememberAsync(BlogDbContext db, CancellationToken cancellationToken)
    {
        var now = await OfAsync(db, cancellationToken);
        if (now != _remembered)
        {
            // Written aside and moved: there is always a whole number in the file.
            await File.WriteAllTextAsync(path + ".new", $"{now}", cancellationToken);
            File.Move(path + ".new", path, overwrite: true);
            _remembered = now;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var written = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Wake() => written.Writer.TryWrite(true);
        gate.Left += Wake;
        try
        {
            while (await written.Reader.WaitToReadAsync(stoppingToken))
            {
                written.Reader.TryRead(out _);
                await TryRememberAsync(stoppingToken);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
        finally
        {
            gate.Left -= Wake;
            // Nobody is served any more when this is stopped.
            await TryRememberAsync(CancellationToken.None);
        }
    }

    private async Task TryRememberAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await RememberAsync(db, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotRemembered(e.Message);
        }
    }

    /// <summary>SQLite's own number of the newest notification: found at once, however many there are.</summary>
    private static Task<long> OfAsync(BlogDbContext db, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<long>($"SELECT COALESCE(MAX(rowid), 0) AS Value FROM Notifications").SingleAsync(cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "How far the database has come could not be written down: {Reason}")]
    private partial void LogNotRemembered(string reason);
}

using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications.Preferences;

/// <summary>What a user chose to hear of, how, and when not.</summary>
public sealed class PreferencesService(IDbContextFactory<BlogDbContext> databases)
{
    /// <summary>One for each choice: kinds that are chosen together are one.</summary>
    public static IReadOnlyList<NotificationKind> Choices { get; } = [.. NotificationKind.All.Values.DistinctBy(kind => kind.ChosenAs)];

    public async Task<UserPreferences> FindAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var chosen = await Wishes.OfAsync(db, userId, cancellationToken);
        var settings = await db.NotificationSettings.AsNoTracking().SingleOrDefaultAsync(s => s.UserId == userId, cancellationToken);
        return new UserPreferences(
            Choices.ToDictionary(kind => kind.ChosenAs, chosen), settings ?? NotificationSettings.Of(userId));
    }

    /// <summary>A choice that is as its kind's default is kept too: a later version may have another.</summary>
    public Task ChooseAsync(string userId, IReadOnlyDictionary<string, Channels> channels, CancellationToken cancellationToken) =>
        WriteAsync(async write =>
        {
            await write.LockAsync(LockOf(userId), cancellationToken);
            var existing = await write.Db.NotificationPreferences.Where(p => p.UserId == userId)
                .ToDictionaryAsync(p => p.Kind, cancellationToken);
            foreach (var (kind, chosen) in channels)
            {
                if (existing.TryGetValue(kind, out var preference))
                {
                    preference.Channels = chosen;
                }
                else
                {
                    write.Db.Add(new NotificationPreference { UserId = userId, Kind = kind, Channels = chosen });
                }
            }
        }, cancellationToken);

    /// <summary>Changes the user's settings, which are made when there are none yet.</summary>
    public Task ChangeAsync(string userId, Action<NotificationSettings> change, CancellationToken cancellationToken) =>
        WriteAsync(async write => change(await OwnAsync(write, userId, cancellationToken)), cancellationToken);

    /// <summary>Nothing disturbs until then; null takes it back.</summary>
    public Task KeepQuietAsync(string userId, DateTime? until, CancellationToken cancellationToken) =>
        ChangeAsync(userId, settings => settings.QuietUntil = until, cancellationToken);

    /// <summary>The user's settings, to be changed in this transaction; made when there are none yet.</summary>
    internal static async Task<NotificationSettings> OwnAsync(WriteTransaction write, string userId, CancellationToken cancellationToken)
    {
        await write.LockAsync(LockOf(userId), cancellationToken);
        var settings = await write.Db.NotificationSettings.SingleOrDefaultAsync(s => s.UserId == userId, cancellationToken);
        if (settings is null)
        {
            write.Db.Add(settings = NotificationSettings.Of(userId));
        }

        return settings;
    }

    private static string LockOf(string userId) => $"preferences of {userId}";

    private async Task WriteAsync(Func<WriteTransaction, Task> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await change(write);
        await write.CommitAsync(cancellationToken);
    }
}

/// <param name="Channels">By <see cref="NotificationKind.ChosenAs"/>, all of them.</param>
public sealed record UserPreferences(IReadOnlyDictionary<string, Channels> Channels, NotificationSettings Settings);

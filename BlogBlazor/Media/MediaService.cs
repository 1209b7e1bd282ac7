using BlogBlazor.Accounts;
using BlogBlazor.Data;
using BlogBlazor.Localization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Media;

/// <summary>Takes pictures in.</summary>
public sealed class MediaService(
    IDbContextFactory<BlogDbContext> databases, IMediaStore store, IStringLocalizer<Texts> texts, TimeProvider time)
{
    /// <summary>For each user, as stored; some thousands of pictures.</summary>
    public const long MaxBytesPerUser = 2L * 1024 * 1024 * 1024;

    /// <summary>A picture takes up to 160 MB while it is unpacked.</summary>
    private static readonly SemaphoreSlim Unpacking = new(2);

    /// <summary>Held by who records a picture, and by who removes it.</summary>
    internal static string LockOf(string hash) => $"picture {hash}";

    /// <param name="quota">Whether the owner's quota counts; not for an operator who moves in.</param>
    /// <returns>The largest variant's.</returns>
    /// <exception cref="InvalidInputException">It is no picture, or there is no room for it. Nothing was stored.</exception>
    public async Task<MediaName> AddAsync(string ownerId, byte[] content, bool quota, CancellationToken cancellationToken)
    {
        var files = await PrepareAsync(content, cancellationToken);
        var name = files[0].Name;
        await RecordAsync(ownerId, name, files.Sum(file => (long)file.Content.Length), quota, cancellationToken);
        foreach (var file in files)
        {
            if (!await store.HasAsync(file.Name, cancellationToken))
            {
                await store.SaveAsync(file.Name, file.Content, cancellationToken);
            }
        }

        return name;
    }

    private async Task<IReadOnlyList<PictureFile>> PrepareAsync(byte[] content, CancellationToken cancellationToken)
    {
        await Unpacking.WaitAsync(cancellationToken);
        try
        {
            return Picture.Prepare(content, texts);
        }
        finally
        {
            Unpacking.Release();
        }
    }

    /// <summary>Before it is stored, so that many at once do not get past the quota together.</summary>
    private async Task RecordAsync(string ownerId, MediaName name, long bytes, bool quota, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(ownerId, texts, cancellationToken);
        await write.LockAsync($"uploads {ownerId}", cancellationToken);
        await write.LockAsync(LockOf(name.Hash), cancellationToken);
        var known = await db.Uploads.Where(u => u.OwnerId == ownerId && u.Hash == name.Hash)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.CreatedAt, time.UtcNow()), cancellationToken);
        if (known > 0)
        {
            await write.CommitAsync(cancellationToken);
            return;
        }

        if (quota && await db.Uploads.Where(u => u.OwnerId == ownerId).SumAsync(u => u.Bytes, cancellationToken) + bytes > MaxBytesPerUser)
        {
            InvalidInputException.ThrowIfAny(("file", texts["Your pictures take all the room there is for them."]));
        }

        db.Add(new Upload
        {
            OwnerId = ownerId,
            Hash = name.Hash,
            Width = name.Width,
            Height = name.Height,
            Bytes = bytes,
            CreatedAt = time.UtcNow(),
        });
        await write.CommitAsync(cancellationToken);
    }
}

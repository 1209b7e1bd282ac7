using System.Security.Cryptography;
using System.Text;
using BlogBlazor.Data;
using BlogBlazor.Notifications.Preferences;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications.Push;

/// <summary>The browsers of a user that take pushes; every query is filtered by that user.</summary>
public sealed class PushDevices(IDbContextFactory<BlogDbContext> databases, TimeProvider time)
{
    /// <summary>The oldest goes when there are more.</summary>
    public const int MaxPerUser = 20;

    public static string HashOf(string endpoint) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(endpoint)));

    public async Task<IReadOnlyList<PushDevice>> ListAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.PushDevices.AsNoTracking().Where(d => d.UserId == userId).OrderByDescending(d => d.CreatedAt)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Also when it is known already: a browser has one subscription, for whoever uses it now.</summary>
    public async Task AddAsync(string userId, PushDeviceInput input, string? userAgent, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.LockAsync("push devices", cancellationToken);
        var hash = HashOf(input.Endpoint);
        var last = await db.Inboxes.Where(i => i.UserId == userId).Select(i => i.LastSequence).SingleOrDefaultAsync(cancellationToken);
        var device = await db.PushDevices.SingleOrDefaultAsync(d => d.EndpointHash == hash, cancellationToken);
        if (device is { } known && known.UserId != userId)
        {
            db.Remove(known);
            await db.SaveChangesAsync(cancellationToken);
            await TellSettingsAsync(db, known.UserId, cancellationToken);
            device = null;
        }

        if (device is null)
        {
            db.Add(new PushDevice
            {
                EndpointHash = hash,
                UserId = userId,
                Endpoint = input.Endpoint,
                P256dh = input.Keys.P256dh,
                Auth = input.Keys.Auth,
                Name = BrowserName.Of(userAgent),
                CreatedAt = time.UtcNow(),
                SentUpTo = last,
            });
        }
        else
        {
            (device.P256dh, device.Auth, device.Name) = (input.Keys.P256dh, input.Keys.Auth, BrowserName.Of(userAgent));
            (device.Failures, device.FailingSince) = (0, null);
        }

        await db.SaveChangesAsync(cancellationToken);
        var tooMany = db.PushDevices.Where(d => d.UserId == userId).OrderByDescending(d => d.CreatedAt).Skip(MaxPerUser).Select(d => d.EndpointHash);
        await db.PushDevices.Where(d => tooMany.Contains(d.EndpointHash)).ExecuteDeleteAsync(cancellationToken);
        await PreferencesService.OwnAsync(write, userId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await TellSettingsAsync(db, userId, cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    public async Task RemoveAsync(string userId, string endpointHash, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await db.PushDevices.Where(d => d.UserId == userId && d.EndpointHash == endpointHash).ExecuteDeleteAsync(cancellationToken);
        await TellSettingsAsync(db, userId, cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    /// <summary>Whoever notifies asks the settings, and not this table.</summary>
    private static Task<int> TellSettingsAsync(BlogDbContext db, string userId, CancellationToken cancellationToken) =>
        db.NotificationSettings.Where(s => s.UserId == userId).ExecuteUpdateAsync(
            set => set.SetProperty(s => s.HasPush, s => db.PushDevices.Any(d => d.UserId == s.UserId)), cancellationToken);
}

/// <summary>As a browser's <c>PushSubscription.toJSON()</c> says it.</summary>
public sealed record PushDeviceInput(string Endpoint, PushDeviceKeys Keys)
{
    /// <returns>What is wrong with it, by field; null when nothing is.</returns>
    public (string Field, string Message)? Problem() =>
        !Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || Endpoint.Length > PushDevice.MaxEndpointLength
            ? ("endpoint", $"must be an https address of at most {PushDevice.MaxEndpointLength} characters")
            : !IsPoint(Keys.P256dh) ? ("keys.p256dh", "must be an uncompressed point of P-256 in base64url")
            : Bytes(Keys.Auth)?.Length != 16 ? ("keys.auth", "must be 16 bytes in base64url")
            : null;

    private static bool IsPoint(string text)
    {
        if (Bytes(text) is not { Length: 65 } bytes || bytes[0] != 4)
        {
            return false;
        }

        try
        {
            using var key = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = bytes[1..33], Y = bytes[33..] },
            });
            return true;
        }
        catch (CryptographicException)
        {
            return false; // Not on the curve.
        }
    }

    private static byte[]? Bytes(string text)
    {
        try
        {
            return WebEncoders.Base64UrlDecode(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

public sealed record PushDeviceKeys(string P256dh, string Auth);

using System.Security.Cryptography;
using BlogBlazor.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications.Push;

/// <summary>The site's own pair of keys, made at the first start and the same on every instance from then on.</summary>
public sealed class PushKeys(IDbContextFactory<BlogDbContext> databases, IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("push");

    private volatile PushKey? _key;

    public async Task<string> PublicAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken)).PublicKey;

    public async Task<(string Public, string Private)> PairAsync(CancellationToken cancellationToken)
    {
        var key = await ReadAsync(cancellationToken);
        return (key.PublicKey, _protector.Unprotect(key.ProtectedKey));
    }

    private async Task<PushKey> ReadAsync(CancellationToken cancellationToken)
    {
        if (_key is { } known)
        {
            return known;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return _key = await db.PushKeys.AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? await MakeAsync(db, cancellationToken);
    }

    private async Task<PushKey> MakeAsync(BlogDbContext db, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.LockAsync("push key", cancellationToken);
        if (await db.PushKeys.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { } others)
        {
            return others;
        }

        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = pair.ExportParameters(includePrivateParameters: true);
        var key = new PushKey
        {
            PublicKey = WebEncoders.Base64UrlEncode([4, .. parameters.Q.X!, .. parameters.Q.Y!]),
            ProtectedKey = _protector.Protect(WebEncoders.Base64UrlEncode(parameters.D!)),
        };
        db.Add(key);
        await write.CommitAsync(cancellationToken);
        return key;
    }
}

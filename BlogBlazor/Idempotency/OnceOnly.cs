using System.Security.Cryptography;
using System.Text.Json;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Idempotency;

/// <summary>
/// Makes a write that its sender repeats happen once. The service that writes asks first, inside its transaction, whether
/// the request's key is known (<see cref="RecallAsync"/>), and adds its result to the same transaction
/// (<see cref="Remember"/>). So effect and record are there together or not at all, whatever is killed when, and since
/// the key is locked meanwhile, no two of them can both find it unknown; the primary key would refuse the second anyway.
/// What failed leaves no record, and may be tried again with its key.
/// <para>
/// The result is kept rather than the answer's bytes, because an answer is only made after the commit; an endpoint makes
/// the same one from the same result. Outside a request that carries a key (a circuit, the command line) it does nothing.
/// </para>
/// </summary>
public sealed class OnceOnly(TimeProvider time)
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private byte[] _fingerprint = [];

    internal IdempotencyKey? Key { get; private set; }

    internal void Begin(IdempotencyKey key, object? body)
    {
        Key = key;
        _fingerprint = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body));
    }

    /// <summary>What the write with this request's key returned before; null when it is to be done now.</summary>
    /// <exception cref="IdempotencyKeyReusedException">The key came with another body.</exception>
    public async Task<T?> RecallAsync<T>(WriteTransaction write, CancellationToken cancellationToken)
        where T : class
    {
        if (Key is not { } key)
        {
            return null;
        }

        await write.LockAsync($"once {key.UserId} {key.Endpoint} {key.Value}", cancellationToken);
        var records = write.Db.IdempotencyRecords.AsNoTracking()
            .Where(r => r.UserId == key.UserId && r.Endpoint == key.Endpoint && r.Key == key.Value);
        // A key that is used again after its time must not find its old row in the way.
        await records.DeleteExpiredAsync(time, cancellationToken);
        var record = await records.SingleOrDefaultAsync(cancellationToken);
        if (record is null)
        {
            return null;
        }

        return record.Fingerprint.AsSpan().SequenceEqual(_fingerprint)
            ? JsonSerializer.Deserialize<T>(record.Result)
            : throw new IdempotencyKeyReusedException();
    }

    public void Remember<T>(WriteTransaction write, T result)
        where T : class
    {
        if (Key is { } key)
        {
            write.Db.Add(new IdempotencyRecord
            {
                UserId = key.UserId,
                Endpoint = key.Endpoint,
                Key = key.Value,
                Fingerprint = _fingerprint,
                Result = JsonSerializer.Serialize(result),
                CreatedAt = time.UtcNow(),
            });
        }
    }
}

public sealed class IdempotencyKeyReusedException() : Exception("The Idempotency-Key belongs to a request with another body.");

internal static class IdempotencyQueries
{
    public static Task<int> DeleteExpiredAsync(
        this IQueryable<IdempotencyRecord> records, TimeProvider time, CancellationToken cancellationToken)
    {
        var expired = time.UtcNow() - OnceOnly.Kept;
        return records.Where(r => r.CreatedAt <= expired).ExecuteDeleteAsync(cancellationToken);
    }
}

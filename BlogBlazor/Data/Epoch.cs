using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Data;

/// <summary>Names the database that the sequence numbers belong to: sixteen hexadecimal digits, made with the database.</summary>
public sealed class Epoch
{
    private string? _value;

    public string Value => _value ?? throw new InvalidOperationException("The database has not been prepared.");

    /// <param name="isRestored">Its numbers will be given out a second time, for something else: it gets another name.</param>
    public async Task LoadAsync(BlogDbContext db, bool isRestored, CancellationToken cancellationToken)
    {
        var fresh = Guid.NewGuid().ToString("N")[..16];
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (isRestored)
        {
            await db.Identities.ExecuteDeleteAsync(cancellationToken);
        }

        var identity = await db.Identities.SingleOrDefaultAsync(cancellationToken);
        if (identity is null)
        {
            identity = new DatabaseIdentity { Epoch = fresh };
            db.Add(identity);
            await write.CommitAsync(cancellationToken);
        }

        _value = identity.Epoch;
    }
}

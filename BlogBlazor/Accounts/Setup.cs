using System.Security.Cryptography;
using System.Text;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Accounts;

/// <summary>
/// The first five minutes of a site in Production: whoever reads its console, and nobody else, makes the administrator.
/// The code is kept nowhere; it is this process's own and gone with it.
/// </summary>
public sealed class Setup(IDbContextFactory<BlogDbContext> databases, IHostEnvironment environment)
{
    // Without letters and digits that look alike.
    private const string Signs = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private volatile bool _isDone;

    public string Code { get; } = $"{RandomNumberGenerator.GetString(Signs, 4)}-{RandomNumberGenerator.GetString(Signs, 4)}";

    /// <summary>Whether there is no administrator yet. In Development the first to register is it.</summary>
    public async Task<bool> IsOpenAsync(CancellationToken cancellationToken)
    {
        if (_isDone || environment.IsDevelopment())
        {
            return false;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        _isDone = await db.Users.AnyAsync(user => user.IsAdministrator, cancellationToken);
        return !_isDone;
    }

    public bool IsRight(string? code) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes((code ?? "").Trim().ToUpperInvariant()), Encoding.UTF8.GetBytes(Code));
}

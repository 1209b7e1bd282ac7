using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Localization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Accounts.AccessTokens;

/// <summary>Makes, lists and revokes a user's tokens, and finds out whose a token is.</summary>
public sealed class AccessTokenService(
    IDbContextFactory<BlogDbContext> databases, SignInWatch watch, TimeProvider time, IStringLocalizer<Texts> texts)
{
    private static readonly TimeSpan NotedEvery = TimeSpan.FromMinutes(1);

    /// <summary>At most <see cref="AccessToken.MaxPerUser"/>, newest first.</summary>
    public async Task<IReadOnlyList<AccessToken>> ListAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.AccessTokens.AsNoTracking().Where(t => t.UserId == userId).OrderByDescending(t => t.Id).ToListAsync(cancellationToken);
    }

    /// <returns>The token itself, which nobody can be told again.</returns>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public async Task<string> CreateAsync(string userId, AccessTokenInput input, CancellationToken cancellationToken)
    {
        var name = input.Name?.Trim();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.LockAsync($"access tokens {userId}", cancellationToken);
        var names = await db.AccessTokens.Where(t => t.UserId == userId).Select(t => t.Name).ToListAsync(cancellationToken);
        InvalidInputException.ThrowIfAny(
            ("name", UserText.Problem(name, AccessToken.MaxNameLength, texts)
                ?? (names.Contains(name!) ? texts["You have a token of this name already."].Value : null)),
            ("days", AccessToken.Lives.Contains(input.Days) ? null : texts["Please choose one of these."].Value),
            ("scopes", input.Scopes is { Count: > 0 } && input.Scopes.All(TokenScopes.All.Contains)
                ? null
                : texts["Please choose what it may do."].Value),
            ("", names.Count < AccessToken.MaxPerUser ? null : texts["You have {0} tokens; revoke one first.", names.Count].Value));
        var secret = AccessToken.NewSecret();
        var now = time.UtcNow();
        db.Add(new AccessToken
        {
            UserId = userId,
            Name = name!,
            Hash = AccessToken.HashOf(secret),
            Scopes = string.Join(' ', input.Scopes!.Distinct(StringComparer.Ordinal)),
            CreatedAt = now,
            ExpiresAt = now.AddDays(input.Days),
        });
        await write.CommitAsync(cancellationToken);
        return secret;
    }

    /// <summary>It is worth nothing from now on, and what it holds open ends at once.</summary>
    public async Task RevokeAsync(string userId, int id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await db.AccessTokens.Where(t => t.Id == id && t.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        write.AfterCommit(() => watch.Tell(userId));
        await write.CommitAsync(cancellationToken);
    }

    /// <returns>Null for a token that does not exist or has expired, or whose owner is locked out.</returns>
    internal async Task<(AccessToken Token, BlogUser Owner)?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = AccessToken.HashOf(secret);
        var now = time.UtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.AccessTokens.AsNoTracking().Where(t => t.Hash == hash && t.ExpiresAt > now)
            .Join(db.Users.AsNoTracking(), t => t.UserId, u => u.Id, (token, owner) => new { Token = token, Owner = owner })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null || (found.Owner.LockoutEnabled && found.Owner.LockoutEnd > now))
        {
            return null;
        }

        if (found.Token.LastUsedAt is null || found.Token.LastUsedAt <= now - NotedEvery)
        {
            await NoteUseAsync(db, found.Token.Id, now, cancellationToken);
        }

        return (found.Token, found.Owner);
    }

    /// <summary>Of requests that come together only the first writes.</summary>
    private static async Task NoteUseAsync(BlogDbContext db, int id, DateTime now, CancellationToken cancellationToken)
    {
        var before = now - NotedEvery;
        try
        {
            await using var write = await db.BeginWriteAsync(cancellationToken);
            await db.AccessTokens.Where(t => t.Id == id && (t.LastUsedAt == null || t.LastUsedAt <= before))
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.LastUsedAt, now), cancellationToken);
            await write.CommitAsync(cancellationToken);
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            // A database that is busy or full may still be read: the request goes on.
        }
    }
}

/// <summary>What its maker says of a new token.</summary>
public sealed record AccessTokenInput(string? Name, int Days, IReadOnlyList<string>? Scopes);

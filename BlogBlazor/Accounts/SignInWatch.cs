using System.Collections.Concurrent;
using System.Security.Claims;
using BlogBlazor.Data;
using BlogBlazor.Notifications.Delivery;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Accounts;

/// <summary>
/// Ends the receivers of sign-ins that are no longer valid: every <see cref="Interval"/> one comparison with the database
/// for all of them, and at once for what happens on this instance.
/// </summary>
public sealed partial class SignInWatch(
    IDbContextFactory<BlogDbContext> databases,
    IOptions<IdentityOptions> identity,
    TimeProvider time,
    ILogger<SignInWatch> logger) : BackgroundService, ISignInWatch
{
    /// <summary>The contract wants an ended sign-in's socket closed within 30 s.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private const int UsersPerQuery = 500;

    private readonly ConcurrentDictionary<SignIn, Credentials> _open = new();

    private sealed record Credentials(string? SecurityStamp, string? SessionId, ITimer? Expiry);

    public async Task<SignIn?> OpenAsync(
        ClaimsPrincipal principal, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        var userId = principal.FindFirstValue(ClaimTypes.NameIdentifier);
        var left = expiresAt - time.GetUtcNow();
        if (userId is null || left <= TimeSpan.Zero)
        {
            return null;
        }

        var signIn = new SignIn(userId, Close);
        var expiry = left is null
            ? null
            : time.CreateTimer(_ => signIn.End(SignInEnd.TokenExpired), null, left.Value, Timeout.InfiniteTimeSpan);
        _open[signIn] = new Credentials(
            principal.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType),
            principal.FindFirstValue(CurrentUser.SessionClaim),
            expiry);
        // Watched first, checked second: what ends in between is seen by one of the two.
        await CheckAsync([userId], cancellationToken);
        if (!signIn.Ended.IsCancellationRequested)
        {
            return signIn;
        }

        signIn.Dispose();
        return null;
    }

    /// <summary>Looks now at the sign-ins of some users.</summary>
    public async Task CheckAsync(IReadOnlyCollection<string> userIds, CancellationToken cancellationToken)
    {
        var wanted = userIds.ToHashSet(StringComparer.Ordinal);
        var open = _open.Where(entry => wanted.Contains(entry.Key.UserId)).ToList();
        if (open.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        var sessions = open.Select(entry => entry.Value.SessionId).OfType<string>().ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var stamps = await db.Users
            .Where(u => userIds.Contains(u.Id))
            .Select(u => new { u.Id, u.SecurityStamp, u.LockoutEnabled, u.LockoutEnd })
            .ToDictionaryAsync(u => u.Id, cancellationToken);
        var ended = await db.EndedSessions
            .Where(s => sessions.Contains(s.SessionId)).Select(s => s.SessionId)
            .ToHashSetAsync(cancellationToken);
        foreach (var (signIn, credentials) in open)
        {
            if (!stamps.TryGetValue(signIn.UserId, out var user)
                || user.SecurityStamp != credentials.SecurityStamp
                || (user.LockoutEnabled && user.LockoutEnd > now)
                || (credentials.SessionId is { } session && ended.Contains(session)))
            {
                signIn.End(SignInEnd.SignedOut);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var some in _open.Keys.Select(signIn => signIn.UserId).Distinct(StringComparer.Ordinal).Chunk(UsersPerQuery))
                {
                    await CheckAsync(some, stoppingToken);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogCheckFailed(e);
            }
        }
    }

    private void Close(SignIn signIn)
    {
        if (_open.TryRemove(signIn, out var credentials))
        {
            credentials.Expiry?.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sign-ins could not be checked; the next interval tries again")]
    private partial void LogCheckFailed(Exception exception);
}

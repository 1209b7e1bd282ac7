using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using System.Threading.Channels;
using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Signals;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Accounts;

/// <summary>
/// Ends the receivers of sign-ins that are no longer valid: on every instance at once when it is told, and by a comparison
/// with the database every <see cref="Interval"/>, for what it was not told of.
/// </summary>
public sealed partial class SignInWatch(
    IDbContextFactory<BlogDbContext> databases,
    IOptions<IdentityOptions> identity,
    SignalGroups groups,
    TimeProvider time,
    ILogger<SignInWatch> logger) : BackgroundService, ISignInWatch
{
    /// <summary>The contract wants an ended sign-in's socket closed within 30 s.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private const int UsersPerQuery = 500;

    /// <summary>One for all users, since every instance looks after its own: a group for each would be a Redis subscription for each.</summary>
    private const string Group = "sign-ins";

    private readonly Channel<string> _told = Channel.CreateBounded<string>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly ConcurrentDictionary<SignIn, Credentials> _open = new();
    private readonly DatabaseAbsence _absence = new(logger);
    private IDisposable? _membership;

    private sealed record MayHaveEnded(string UserId);

    private sealed record Credentials(string? SecurityStamp, string? SessionId, int? AccessTokenId, ITimer? Expiry);

    private sealed record Account(string? SecurityStamp, bool LockoutEnabled, DateTimeOffset? LockoutEnd)
    {
        /// <summary>A change of the password ends no access token.</summary>
        public bool Admits(Credentials credentials, DateTimeOffset now) =>
            (credentials.AccessTokenId is not null || SecurityStamp == credentials.SecurityStamp) && !(LockoutEnabled && LockoutEnd > now);
    }

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
        var credentials = new Credentials(
            principal.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType),
            principal.FindFirstValue(CurrentUser.SessionClaim),
            int.TryParse(principal.FindFirstValue(TokenScopes.TokenClaim), CultureInfo.InvariantCulture, out var token) ? token : null,
            expiry);
        _open[signIn] = credentials;
        // Watched first, checked second: what ends in between is seen by one of the two.
        var isValid = false;
        try
        {
            isValid = await IsValidAsync(userId, credentials, cancellationToken) && !signIn.Ended.IsCancellationRequested;
            return isValid ? signIn : null;
        }
        finally
        {
            if (!isValid)
            {
                signIn.Dispose();
            }
        }
    }

    /// <summary>Sign-ins of this user may have ended: every instance looks at once.</summary>
    public void Tell(string userId) => groups.Send(Group, new MayHaveEnded(userId));

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Here, since the loop begins some time after the start, and sign-ins may end before.
        _membership = groups.Join<MayHaveEnded>(Group, told => _told.Writer.TryWrite(told.UserId));
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _membership?.Dispose();
        base.Dispose();
    }

    private async Task CheckAsync(IReadOnlyCollection<string> userIds, CancellationToken cancellationToken)
    {
        var wanted = userIds.ToHashSet(StringComparer.Ordinal);
        var open = _open.Where(entry => wanted.Contains(entry.Key.UserId)).ToList();
        if (open.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        var sessions = open.Select(entry => entry.Value.SessionId).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var tokens = open.Select(entry => entry.Value.AccessTokenId).OfType<int>().Distinct().ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var accounts = await db.Users
            .Where(u => userIds.Contains(u.Id))
            .Select(u => new { u.Id, State = new Account(u.SecurityStamp, u.LockoutEnabled, u.LockoutEnd) })
            .ToDictionaryAsync(u => u.Id, u => u.State, cancellationToken);
        var ended = await db.EndedSessions
            .Where(s => sessions.Contains(s.SessionId)).Select(s => s.SessionId)
            .ToHashSetAsync(cancellationToken);
        var kept = tokens.Count == 0
            ? []
            : await db.AccessTokens.Where(t => tokens.Contains(t.Id)).Select(t => t.Id).ToHashSetAsync(cancellationToken);
        foreach (var (signIn, credentials) in open)
        {
            if (!accounts.TryGetValue(signIn.UserId, out var account)
                || !account.Admits(credentials, now)
                || (credentials.SessionId is { } session && ended.Contains(session))
                || (credentials.AccessTokenId is { } token && !kept.Contains(token)))
            {
                signIn.End(SignInEnd.SignedOut);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(CheckWhenToldAsync(stoppingToken), CheckRegularlyAsync(stoppingToken));

    private async Task CheckWhenToldAsync(CancellationToken stoppingToken)
    {
        await foreach (var userId in _told.Reader.ReadAllAsync(stoppingToken))
        {
            await TryCheckAsync([userId], stoppingToken);
        }
    }

    private async Task CheckRegularlyAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var some in _open.Keys.Select(signIn => signIn.UserId).Distinct(StringComparer.Ordinal).Chunk(UsersPerQuery))
            {
                await TryCheckAsync(some, stoppingToken);
            }
        }
    }

    private Task TryCheckAsync(IReadOnlyCollection<string> userIds, CancellationToken stoppingToken) =>
        _absence.TryAsync(() => CheckAsync(userIds, stoppingToken), LogCheckFailed, stoppingToken);

    /// <summary>One query: when a thousand receivers come back at once, each of them asks.</summary>
    private async Task<bool> IsValidAsync(string userId, Credentials credentials, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.Users.Where(u => u.Id == userId)
            .Select(u => new
            {
                State = new Account(u.SecurityStamp, u.LockoutEnabled, u.LockoutEnd),
                HasEnded = db.EndedSessions.Any(s => s.SessionId == credentials.SessionId)
                    || (credentials.AccessTokenId != null && !db.AccessTokens.Any(t => t.Id == credentials.AccessTokenId)),
            })
            .SingleOrDefaultAsync(cancellationToken);
        return found is { HasEnded: false } && found.State.Admits(credentials, time.GetUtcNow());
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

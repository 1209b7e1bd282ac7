using System.Security.Claims;
using BlogBlazor.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Accounts;

/// <summary>Ends one sign-in: this cookie, here and wherever a copy of it is, and what it holds open.</summary>
public sealed class Sessions(BlogDbContext db, SignInManager<BlogUser> signIns, SignInWatch watch, TimeProvider time)
{
    /// <summary>A cookie lives this long at most (OWASP session management; ASVS 7.3.2).</summary>
    public static readonly TimeSpan CookieLife = TimeSpan.FromDays(14);

    public async Task<bool> HasEndedAsync(ClaimsPrincipal principal, CancellationToken cancellationToken) =>
        principal.FindFirstValue(CurrentUser.SessionClaim) is { } sessionId
        && await db.EndedSessions.AnyAsync(s => s.SessionId == sessionId, cancellationToken);

    public async Task SignOutAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        await signIns.SignOutAsync();
        if (principal.FindFirstValue(CurrentUser.SessionClaim) is not { } sessionId)
        {
            return;
        }

        var now = time.GetUtcNow().UtcDateTime;
        await db.EndedSessions.Where(s => s.EndedAt < now - CookieLife).ExecuteDeleteAsync(cancellationToken);
        if (!await db.EndedSessions.AnyAsync(s => s.SessionId == sessionId, cancellationToken))
        {
            db.Add(new EndedSession { SessionId = sessionId, EndedAt = now });
            await db.SaveChangesAsync(cancellationToken);
        }

        await watch.CheckAsync([principal.FindFirstValue(ClaimTypes.NameIdentifier)!], cancellationToken);
    }
}

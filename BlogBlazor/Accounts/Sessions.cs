using System.Security.Claims;
using BlogBlazor.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Accounts;

/// <summary>Ends sign-ins, and what they hold open: this one, here and wherever a copy of its cookie is, or all of the user.</summary>
public sealed class Sessions(BlogDbContext db, SignInManager<BlogUser> signIns, SignInWatch watch, TimeProvider time)
{
    /// <summary>A cookie lives this long at most (OWASP session management; ASVS 7.3.2).</summary>
    public static readonly TimeSpan CookieLife = TimeSpan.FromDays(14);

    /// <summary>Whether it was signed out, here or everywhere, or the password changed since: asked at every request.</summary>
    public async Task<bool> HasEndedAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var userId = principal.FindFirstValue(ClaimTypes.NameIdentifier);
        var stamp = principal.FindFirstValue(signIns.Options.ClaimsIdentity.SecurityStampClaimType);
        var session = principal.FindFirstValue(CurrentUser.SessionClaim);
        return !await db.Users.AnyAsync(
            user => user.Id == userId && user.SecurityStamp == stamp && !db.EndedSessions.Any(ended => ended.SessionId == session),
            cancellationToken);
    }

    /// <summary>Ends every sign-in of the user: cookies and tokens, on all devices.</summary>
    public async Task SignOutEverywhereAsync(ClaimsPrincipal principal)
    {
        await signIns.SignOutAsync();
        if (await signIns.UserManager.GetUserAsync(principal) is { } user)
        {
            await signIns.UserManager.UpdateSecurityStampAsync(user);
        }
    }

    public async Task SignOutAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        await signIns.SignOutAsync();
        if (principal.FindFirstValue(CurrentUser.SessionClaim) is not { } sessionId)
        {
            return;
        }

        var now = time.UtcNow();
        await db.EndedSessions.Where(s => s.EndedAt < now - CookieLife).ExecuteDeleteAsync(cancellationToken);
        if (!await db.EndedSessions.AnyAsync(s => s.SessionId == sessionId, cancellationToken))
        {
            db.Add(new EndedSession { SessionId = sessionId, EndedAt = now });
            await db.SaveChangesAsync(cancellationToken);
        }

        watch.Tell(principal.FindFirstValue(ClaimTypes.NameIdentifier)!);
    }
}

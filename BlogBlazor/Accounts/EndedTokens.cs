using System.Security.Claims;
using BlogBlazor.Hosting;
using BlogBlazor.Notifications.Delivery;

namespace BlogBlazor.Accounts;

internal static class EndedTokens
{
    /// <summary>
    /// Looks at every request with a token of Identity's bearer scheme, as the cookie's events do for cookies: that scheme itself
    /// asks nobody whether the sign-in has ended since, and has no event for it.
    /// </summary>
    public static void UseEndedTokens(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (IsOfBearerScheme(context.User)
            && context.GetEndpoint()?.Metadata.GetMetadata<ChecksSignIn>() is null
            && await context.RequestServices.GetRequiredService<Sessions>().HasEndedAsync(context.User, context.RequestAborted))
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity());
        }

        await next(context);
    });

    /// <summary>Cookies name their session, access tokens themselves; this scheme's name neither.</summary>
    private static bool IsOfBearerScheme(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true }
            && !user.HasClaim(claim => claim.Type is CurrentUser.SessionClaim or TokenScopes.TokenClaim);
}

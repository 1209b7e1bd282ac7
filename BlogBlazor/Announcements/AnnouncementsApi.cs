using System.Security.Claims;
using BlogBlazor.Accounts;
using BlogBlazor.Hosting;
using BlogBlazor.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BlogBlazor.Announcements;

internal static class AnnouncementsApi
{
    public static void MapAnnouncementsApi(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/notifications/send", SendAsync)
            .RequireAuthorization()
            .RequireRateLimiting(RateLimitPolicies.Writing)
            .AllowTokens(TokenScopes.SendNotifications)
            .WithSummary("Administrators may send to anybody, everybody else to themselves.")
            .AddEndpointFilter<InvalidInputFilter>()
            .AcceptIdempotencyKey()
            .WithTags("Notifications");

    private static async Task<Results<Accepted, ProblemHttpResult>> SendAsync(
        [FromBody] AnnouncementInput input,
        ClaimsPrincipal principal,
        AnnouncementService announcements,
        CancellationToken cancellationToken)
    {
        var sender = CurrentUser.Require(principal);
        return await announcements.SendAsync(input, sender, cancellationToken)
            ? TypedResults.Accepted((string?)null)
            : TypedResults.Problem(
                $"Only an administrator may send to others; you may send to yourself, @{sender.Handle}.",
                statusCode: StatusCodes.Status403Forbidden);
    }
}

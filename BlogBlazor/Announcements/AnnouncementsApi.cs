using System.Security.Claims;
using BlogBlazor.Accounts;
using BlogBlazor.Hosting;
using BlogBlazor.Idempotency;
using BlogBlazor.Notifications;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BlogBlazor.Announcements;

internal static class AnnouncementsApi
{
    public static void MapAnnouncementsApi(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/notifications/send", SendAsync)
            .RequireAuthorization(policy => policy.RequireRole(CurrentUser.AdministratorRole))
            .AddEndpointFilter<InvalidInputFilter>()
            .AcceptIdempotencyKey()
            .WithTags("Notifications");

    private static async Task<Accepted> SendAsync(
        [FromBody] AnnouncementInput input,
        ClaimsPrincipal principal,
        AnnouncementService announcements,
        CancellationToken cancellationToken)
    {
        var sender = CurrentUser.Require(principal);
        await announcements.SendAsync(input, new Actor(sender.Id, sender.Handle, sender.DisplayName), cancellationToken);
        return TypedResults.Accepted((string?)null);
    }
}

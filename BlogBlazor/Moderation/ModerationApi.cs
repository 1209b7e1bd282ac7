using System.Security.Claims;
using BlogBlazor.Accounts;
using BlogBlazor.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BlogBlazor.Moderation;

internal static class ModerationApi
{
    public static void MapModerationApi(this IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("/api/posts/{slug}").WithTags("Moderation").AddEndpointFilter<InvalidInputFilter>()
            .RequireAuthorization().RequireRateLimiting(RateLimitPolicies.Writing);
        reports.MapPost("/reports", (string slug, [FromBody] ReportInput input, ClaimsPrincipal user, ReportService service, CancellationToken cancellationToken) =>
            ReportAsync(slug, null, input, user, service, cancellationToken));
        reports.MapPost("/comments/{id:int}/reports", (string slug, int id, [FromBody] ReportInput input, ClaimsPrincipal user, ReportService service, CancellationToken cancellationToken) =>
            ReportAsync(slug, id, input, user, service, cancellationToken));

        var blocks = routes.MapGroup("/api/account/blocks/{handle}").WithTags("Moderation").AddEndpointFilter<InvalidInputFilter>()
            .RequireAuthorization().RequireRateLimiting(RateLimitPolicies.Writing);
        blocks.MapPut("/", (string handle, ClaimsPrincipal user, ReportService service, CancellationToken cancellationToken) =>
            BlockAsync(handle, true, user, service, cancellationToken));
        blocks.MapDelete("/", (string handle, ClaimsPrincipal user, ReportService service, CancellationToken cancellationToken) =>
            BlockAsync(handle, false, user, service, cancellationToken));

        var moderation = routes.MapGroup("/api/moderation").WithTags("Moderation")
            .RequireAuthorization(policy => policy.RequireRole(CurrentUser.AdministratorRole));
        moderation.MapGet("/held", async (ModerationQueries queue, CancellationToken cancellationToken, int after = 0) =>
            TypedResults.Ok(new HeldList(await queue.ListHeldAsync(after, cancellationToken))));
        moderation.MapGet("/reports", async (ModerationQueries queue, CancellationToken cancellationToken, int after = 0) =>
            TypedResults.Ok(new ReportList(await queue.ListReportedAsync(after, cancellationToken))));
        moderation.MapPost("/comments/{id:int}/approve", (int id, [FromBody] SeenText? seen, ModerationService service, CancellationToken cancellationToken) =>
            DecideAsync(id, Decision.Approve, seen?.Markdown, service, cancellationToken));
        moderation.MapPost("/comments/{id:int}/hide", (int id, ModerationService service, CancellationToken cancellationToken) =>
            DecideAsync(id, Decision.Hide, null, service, cancellationToken));
        moderation.MapPost("/comments/{id:int}/remove", (int id, ModerationService service, CancellationToken cancellationToken) =>
            DecideAsync(id, Decision.Remove, null, service, cancellationToken));
    }

    private static async Task<Results<NoContent, NotFound>> ReportAsync(
        string slug, int? commentId, ReportInput input, ClaimsPrincipal principal, ReportService service, CancellationToken cancellationToken) =>
        await service.ReportAsync(CurrentUser.Require(principal), slug, commentId, input, cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound>> BlockAsync(
        string handle, bool blocked, ClaimsPrincipal principal, ReportService service, CancellationToken cancellationToken) =>
        await service.BlockAsync(CurrentUser.Require(principal), handle, blocked, cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> DecideAsync(
        int id, Decision decision, string? seen, ModerationService service, CancellationToken cancellationToken) =>
        await service.DecideAsync(id, decision, seen, cancellationToken) switch
        {
            DecisionResult.Done => TypedResults.NoContent(),
            DecisionResult.Changed => TypedResults.Problem("The comment does not say that any more.", statusCode: StatusCodes.Status409Conflict),
            _ => TypedResults.NotFound(),
        };
}

/// <param name="Markdown">What the comment said when it was looked at; where it is given and has changed since, nothing is approved.</param>
internal sealed record SeenText(string? Markdown);

internal sealed record HeldList(IReadOnlyList<HeldComment> Items);

internal sealed record ReportList(IReadOnlyList<OpenReport> Items);

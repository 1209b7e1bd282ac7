using System.Security.Claims;
using BlogBlazor.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BlogBlazor.Notifications.Webhooks;

internal static class WebhooksApi
{
    public static void MapWebhooksApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/webhooks").WithTags("Webhooks")
            .RequireAuthorization()
            .RequireRateLimiting(RateLimitPolicies.Writing)
            .AllowTokens(TokenScopes.WriteWebhooks)
            .AddEndpointFilter<InvalidInputFilter>();
        group.MapGet("/", ListAsync);
        group.MapPost("/", AddAsync).WithSummary("The secret is in this answer alone; deliveries are signed with it by Standard Webhooks.");
        group.MapDelete("/{id:int}", RemoveAsync);
    }

    private static async Task<Ok<WebhookList>> ListAsync(
        ClaimsPrincipal user, WebhookService webhooks, CancellationToken cancellationToken) =>
        TypedResults.Ok(new WebhookList([.. (await webhooks.ListAsync(IdOf(user), cancellationToken)).Select(WebhookResponse.Of)]));

    private static async Task<Created<NewWebhookResponse>> AddAsync(
        [FromBody] WebhookInput input, ClaimsPrincipal user, WebhookService webhooks, CancellationToken cancellationToken)
    {
        var webhook = await webhooks.AddAsync(IdOf(user), input.Url, cancellationToken);
        return TypedResults.Created(
            (string?)null, new NewWebhookResponse(webhook.Id, webhook.Url, WebhookSignature.Text(webhook.Secret)));
    }

    private static async Task<Results<NoContent, NotFound>> RemoveAsync(
        int id, ClaimsPrincipal user, WebhookService webhooks, CancellationToken cancellationToken) =>
        await webhooks.RemoveAsync(IdOf(user), id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static string IdOf(ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier)!;
}

internal sealed record WebhookInput(string? Url);

internal sealed record NewWebhookResponse(int Id, string Url, string Secret);

/// <param name="Delivered">The number of the last notification that was delivered, or given up.</param>
internal sealed record WebhookResponse(
    int Id, string Url, long Delivered, DateTime? DeliveredAt, DateTime? FailingSince, DateTime? DisabledAt)
{
    public static WebhookResponse Of(Webhook webhook) =>
        new(webhook.Id, webhook.Url, webhook.Cursor, webhook.DeliveredAt, webhook.FailingSince, webhook.DisabledAt);
}

internal sealed record WebhookList(IReadOnlyList<WebhookResponse> Items);

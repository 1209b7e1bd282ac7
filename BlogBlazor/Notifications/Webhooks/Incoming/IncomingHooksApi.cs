using System.Text.Json;
using BlogBlazor.Hosting;
using BlogBlazor.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace BlogBlazor.Notifications.Webhooks.Incoming;

internal static class IncomingHooksApi
{
    private const int MaxBodyBytes = 16 * 1024;

    /// <summary>In place of a secret that is not there: an address that does not exist takes as long as a wrong signature.</summary>
    private static readonly byte[] NoSecret = WebhookSignature.NewSecret();

    private static readonly string[] Headers = [WebhookSignature.IdHeader, WebhookSignature.TimestampHeader, WebhookSignature.Header];

    public static void MapIncomingHooksApi(this IEndpointRouteBuilder routes) => routes.MapPost("/api/hooks/{id}", ReceiveAsync)
        .WithTags("Webhooks")
        .WithSummary("Notifies the hook's owner. The request is signed by Standard Webhooks, and the same webhook-id does nothing more.")
        .Accepts<HookMessage>("application/json")
        .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
        .AddEndpointFilter<InvalidInputFilter>()
        .RequireRateLimiting(RateLimitPolicies.Writing)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var header in Headers)
            {
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = header,
                    In = ParameterLocation.Header,
                    Required = true,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }

            return Task.CompletedTask;
        });

    private static async Task<Results<Accepted, ProblemHttpResult>> ReceiveAsync(
        string id, HttpRequest request, IncomingHookService hooks, TimeProvider time, CancellationToken cancellationToken)
    {
        // What was signed are the bytes, so they are read as they came.
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        var hook = await hooks.FindAsync(id, cancellationToken);
        var messageId = request.Headers[WebhookSignature.IdHeader].ToString();
        var isSigned = WebhookSignature.Verify(
            hook?.Secret ?? NoSecret,
            messageId,
            request.Headers[WebhookSignature.TimestampHeader].ToString(),
            request.Headers[WebhookSignature.Header].ToString(),
            body.ToArray(),
            time.GetUtcNow());
        if (hook is null || !isSigned || messageId.Length is 0 or > IdempotencyKey.MaxLength)
        {
            return TypedResults.Problem("The signature is not right, or not of now.", statusCode: StatusCodes.Status401Unauthorized);
        }

        try
        {
            var message = JsonSerializer.Deserialize<HookMessage>(body.ToArray(), JsonSerializerOptions.Web) ?? new HookMessage(null);
            await hooks.ReceiveAsync(hook, messageId, message, cancellationToken);
            return TypedResults.Accepted((string?)null);
        }
        catch (JsonException)
        {
            return TypedResults.Problem("The body must be JSON: {\"message\": \"…\", \"link\": \"/…\"}.", statusCode: StatusCodes.Status400BadRequest);
        }
    }
}

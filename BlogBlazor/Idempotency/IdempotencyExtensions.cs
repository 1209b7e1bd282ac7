using Microsoft.OpenApi;

namespace BlogBlazor.Idempotency;

public static class IdempotencyExtensions
{
    /// <summary>What a process needs that only writes.</summary>
    public static void AddOnceOnly(this IHostApplicationBuilder builder) => builder.Services.AddScoped<OnceOnly>();

    public static void AddIdempotency(this IHostApplicationBuilder builder)
    {
        builder.AddOnceOnly();
        builder.Services.AddSingleton<IdempotencyFilter>();
        builder.Services.AddHostedService<IdempotencyRetention>();
    }

    /// <summary>For an endpoint whose service asks <see cref="OnceOnly"/>, and which requires a sign-in.</summary>
    public static RouteHandlerBuilder AcceptIdempotencyKey(this RouteHandlerBuilder endpoint) => endpoint
        .AddEndpointFilterFactory(IdempotencyFilter.Create)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = IdempotencyKey.Header,
                In = ParameterLocation.Header,
                Description = "Makes it safe to send this request again: within 24 hours the same key with the same body does "
                    + "nothing more and gets the same answer. Any new text, such as a UUID; it is yours alone.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = IdempotencyKey.MaxLength },
                Example = "8e03978e-40d5-43dd-bc93-6894a57f9324",
            });
            return Task.CompletedTask;
        });
}

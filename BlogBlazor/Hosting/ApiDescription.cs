using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace BlogBlazor.Hosting;

/// <summary>What /openapi/v1.json says about who may call: from the endpoints' own metadata.</summary>
internal static class ApiDescription
{
    private const string Bearer = "bearer";

    public static void AddApiDescription(this IHostApplicationBuilder builder) => builder.Services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A personal access token (bbt_…, made at /account/tokens) with the scope that the operation names, or the "
                    + "accessToken of /api/account/login, which may do everything. The cookie of ?useCookies=true does as well.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(Describe);
    });

    private static Task Describe(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var scope = metadata.OfType<TokenScope>().LastOrDefault()?.Name;
        var needsSignIn = metadata.OfType<IAuthorizeData>().Any() || metadata.OfType<AuthorizationPolicy>().Any();
        if (scope is null && !needsSignIn)
        {
            return Task.CompletedTask;
        }

        var words = scope is null ? "Takes no personal access token." : $"Scope of a personal access token: `{scope}`.";
        operation.Description = string.Join("\n\n", new[] { operation.Description, words }.OfType<string>());
        var bearer = new OpenApiSecurityRequirement
        {
            [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = scope is null ? [] : [scope],
        };
        // An empty one says that it may be called without, too.
        operation.Security = needsSignIn ? [bearer] : [new OpenApiSecurityRequirement(), bearer];
        return Task.CompletedTask;
    }
}

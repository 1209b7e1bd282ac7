using BlogBlazor.Accounts.AccessTokens;
using BlogBlazor.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Net.Http.Headers;

namespace BlogBlazor.Accounts;

public static class AccessTokensExtensions
{
    internal static void AddAccessTokens(this IServiceCollection services)
    {
        services.AddScoped<AccessTokenService>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, AccessTokenHandler>(
            AccessTokenHandler.SchemeName, configureOptions: null);
    }

    /// <summary>
    /// Refuses a request whose token is worth nothing, or lacks the scope that its endpoint names, and a token wherever no
    /// scope is named: pages, and whatever somebody adds and thinks of no tokens.
    /// </summary>
    public static void UseAccessTokens(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (AccessTokenHandler.Read(context.Request) is null)
        {
            await next(context);
        }
        else if (!context.User.HasClaim(claim => claim.Type == TokenScopes.TokenClaim))
        {
            await context.ChallengeAsync(AccessTokenHandler.SchemeName);
            await TypedResults.Problem("The token is wrong, expired or revoked.", statusCode: StatusCodes.Status401Unauthorized)
                .ExecuteAsync(context);
        }
        else if (context.GetEndpoint() is not { } endpoint)
        {
            await next(context);
        }
        else if (endpoint.Metadata.GetMetadata<TokenScope>() is not { Name: var scope })
        {
            await TypedResults.Problem("No access token is taken here; sign in.", statusCode: StatusCodes.Status403Forbidden)
                .ExecuteAsync(context);
        }
        else if (!context.User.MayUse(scope))
        {
            context.Response.Headers.Append(HeaderNames.WWWAuthenticate, $"Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
            await TypedResults.Problem(
                $"The token lacks the scope {scope}.",
                statusCode: StatusCodes.Status403Forbidden,
                extensions: new Dictionary<string, object?> { ["scope"] = scope }).ExecuteAsync(context);
        }
        else
        {
            await next(context);
        }
    });
}

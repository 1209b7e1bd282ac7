using System.Security.Claims;
using System.Text.Encodings.Web;
using BlogBlazor.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace BlogBlazor.Accounts.AccessTokens;

/// <summary>Signs a request in by a personal access token; the bearer scheme hands over what begins with its prefix.</summary>
internal sealed class AccessTokenHandler(
    AccessTokenService tokens,
    IUserClaimsPrincipalFactory<BlogUser> principals,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Named as a kind of the bearer scheme, as that itself names its tickets.</summary>
    public const string SchemeName = "Identity.Bearer:Personal";

    private const string Bearer = "Bearer ";

    /// <summary>
    /// A browser's WebSocket and EventSource cannot set headers, so these addresses alone take a token from the query.
    /// </summary>
    private static readonly PathString[] TokenInQuery = ["/ws/notifications", "/sse/notifications", "/hubs/notifications", "/api/notifications"];

    /// <summary>The personal access token of a request, valid or not; null when it has none.</summary>
    public static string? Read(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var token = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : ReadQuery(request);
        return token?.StartsWith(AccessToken.Prefix, StringComparison.Ordinal) == true ? token : null;
    }

    /// <summary>A token of any kind.</summary>
    public static string? ReadQuery(HttpRequest request) =>
        request.Headers.Authorization.Count == 0 && Array.Exists(TokenInQuery, path => request.Path.StartsWithSegments(path))
            && request.Query["access_token"] is [{ } token]
            ? token
            : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Read(Request) is not { } secret)
        {
            return AuthenticateResult.NoResult();
        }

        if (await tokens.FindAsync(secret, Context.RequestAborted) is not var (token, owner))
        {
            return AuthenticateResult.Fail("The token is wrong, expired or revoked.");
        }

        var principal = await principals.CreateAsync(owner);
        var identity = (ClaimsIdentity)principal.Identity!;
        identity.AddClaim(new Claim(TokenScopes.TokenClaim, token.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        identity.AddClaims(token.Scopes.Split(' ').Select(scope => new Claim(TokenScopes.ScopeClaim, scope)));
        return AuthenticateResult.Success(new AuthenticationTicket(
            principal, new AuthenticationProperties { ExpiresUtc = token.ExpiresAt }, Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.Append(HeaderNames.WWWAuthenticate, "Bearer error=\"invalid_token\"");
        return Task.CompletedTask;
    }
}

using System.Security.Claims;

namespace BlogBlazor.Hosting;

/// <summary>
/// What a personal access token may be allowed to do; a sign-in may do all of it. An endpoint that names no scope takes no
/// such token at all.
/// </summary>
public static class TokenScopes
{
    public const string ReadPosts = "posts:read";
    public const string WritePosts = "posts:write";
    public const string WriteComments = "comments:write";
    public const string ReadNotifications = "notifications:read";
    public const string MarkNotifications = "notifications:write";
    public const string SendNotifications = "notifications:send";
    public const string WriteWebhooks = "webhooks:write";

    /// <summary>Of a principal that came with a token: the token's id, and each of its scopes.</summary>
    public const string TokenClaim = "token";
    public const string ScopeClaim = "scope";

    public static readonly IReadOnlyList<string> All =
        [ReadPosts, WritePosts, WriteComments, ReadNotifications, MarkNotifications, SendNotifications, WriteWebhooks];

    /// <summary>Takes tokens that have this scope.</summary>
    public static TBuilder AllowTokens<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new TokenScope(scope));

    /// <summary>For what one endpoint does besides its own scope.</summary>
    public static bool MayUse(this ClaimsPrincipal user, string scope) =>
        !user.HasClaim(claim => claim.Type == TokenClaim) || user.HasClaim(ScopeClaim, scope);
}

/// <summary>Metadata of an endpoint: the scope that a token needs there.</summary>
public sealed record TokenScope(string Name);

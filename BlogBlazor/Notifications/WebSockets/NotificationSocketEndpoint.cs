using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using BlogBlazor.Hosting;
using BlogBlazor.Notifications.Delivery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Notifications.WebSockets;

/// <summary>Admission to the public WebSocket: everything that is refused is refused before the upgrade, as problem details.</summary>
internal sealed class NotificationSocketEndpoint(
    ISignInWatch signIns,
    NotificationSubscriptions subscriptions,
    NotificationSocketSession.Services services,
    IOptions<NotificationOptions> options)
{
    public const string Path = "/ws/notifications";

    private readonly ConcurrentDictionary<string, int> _openPerUser = new(StringComparer.Ordinal);

    public async Task<IResult> HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            return TypedResults.Problem(
                "This address speaks WebSocket; open it with a WebSocket client.", statusCode: StatusCodes.Status426UpgradeRequired);
        }

        var authentication = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult;
        if (authentication is not { Succeeded: true, Principal: { } principal })
        {
            return TypedResults.Problem("Sign in, or send a valid token.", statusCode: StatusCodes.Status401Unauthorized);
        }

        // The handler names a token's ticket "Identity.Bearer:AccessToken".
        var byToken = authentication.Ticket.AuthenticationScheme.StartsWith(IdentityConstants.BearerScheme + ":", StringComparison.Ordinal);
        if (!byToken && !IsAllowedOrigin(context.Request))
        {
            return TypedResults.Problem(
                "Pages of this origin may not use the site's cookie.", statusCode: StatusCodes.Status403Forbidden);
        }

        if (!TryReadCursor(context.Request.Query, out var after))
        {
            return TypedResults.Problem("'after' must be a whole number from 0.", statusCode: StatusCodes.Status400BadRequest);
        }

        using var signIn = await signIns.OpenAsync(
            principal, byToken ? authentication.Properties?.ExpiresUtc : null, context.RequestAborted);
        if (signIn is null)
        {
            return TypedResults.Problem("This sign-in has ended.", statusCode: StatusCodes.Status401Unauthorized);
        }

        if (!TryEnter(signIn.UserId))
        {
            return TypedResults.Problem("Too many open sockets.", statusCode: StatusCodes.Status429TooManyRequests);
        }

        try
        {
            // In the group before the handshake is answered: what happens from now on arrives.
            using var subscription = subscriptions.Open(signIn.UserId, after, context.Request.Query["epoch"]);
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            using var session = new NotificationSocketSession(socket, signIn, subscription, resumable: after is not null, services);
            await session.RunAsync(context.RequestAborted);
            return TypedResults.Empty;
        }
        finally
        {
            Leave(signIn.UserId);
        }
    }

    private bool IsAllowedOrigin(HttpRequest request) =>
        request.IsOfOwnOrigin()
        || options.Value.AllowedOrigins.Contains(request.Headers.Origin.ToString(), StringComparer.OrdinalIgnoreCase);

    private static bool TryReadCursor(IQueryCollection query, out long? after)
    {
        after = null;
        if (!query.TryGetValue("after", out var given))
        {
            return true;
        }

        if (!long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        after = number;
        return true;
    }

    private bool TryEnter(string userId)
    {
        if (_openPerUser.AddOrUpdate(userId, 1, (_, open) => open + 1) <= options.Value.MaxSocketsPerUser)
        {
            return true;
        }

        Leave(userId);
        return false;
    }

    private void Leave(string userId)
    {
        if (_openPerUser.AddOrUpdate(userId, 0, (_, open) => open - 1) == 0)
        {
            // Only while it still is zero: somebody may have entered meanwhile.
            _openPerUser.TryRemove(KeyValuePair.Create(userId, 0));
        }
    }
}

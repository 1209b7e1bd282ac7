using System.Globalization;
using BlogBlazor.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Notifications.Delivery;

/// <summary>Admission over HTTP: whoever is refused gets a problem detail, before anything is streamed or upgraded.</summary>
public sealed class ReceiverAdmission(NotificationReceivers receivers, IOptions<NotificationOptions> options)
{
    /// <param name="receive">Runs the surface until it ends.</param>
    public async Task<IResult> AdmitAsync(HttpContext context, Surface surface, Func<Receiver, Task> receive)
    {
        if (Authentication(context) is not { Succeeded: true, Principal: { } principal } authentication)
        {
            return TypedResults.Problem("Sign in, or send a valid token.", statusCode: StatusCodes.Status401Unauthorized);
        }

        if (!MayUseItsSignIn(context))
        {
            return TypedResults.Problem(
                "Pages of this origin may not use the site's cookie.", statusCode: StatusCodes.Status403Forbidden);
        }

        if (!TryReadCursor(context.Request, out var cursor))
        {
            return TypedResults.Problem("'after' must be a whole number from 0.", statusCode: StatusCodes.Status400BadRequest);
        }

        try
        {
            var expiresAt = IsByToken(authentication) ? authentication.Properties?.ExpiresUtc : null;
            using var receiver = await receivers.OpenAsync(principal, expiresAt, cursor, surface, context.RequestAborted);
            await receive(receiver);
            return TypedResults.Empty;
        }
        catch (ReceiverRefusedException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: refused.Status);
        }
    }

    /// <summary>A token needs no Origin; the cookie, which browsers send unasked, is for pages of this and allowed sites.</summary>
    public bool MayUseItsSignIn(HttpContext context) =>
        (Authentication(context) is { Succeeded: true } authentication && IsByToken(authentication))
        || context.Request.IsOfOwnOrigin()
        || options.Value.AllowedOrigins.Contains(context.Request.Headers.Origin.ToString(), StringComparer.OrdinalIgnoreCase);

    private static AuthenticateResult? Authentication(HttpContext context) =>
        context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult;

    /// <summary>The handler names a token's ticket "Identity.Bearer:AccessToken".</summary>
    private static bool IsByToken(AuthenticateResult authentication) =>
        authentication.Ticket!.AuthenticationScheme.StartsWith(IdentityConstants.BearerScheme + ":", StringComparison.Ordinal);

    /// <summary>
    /// EventSource repeats the last id it saw, epoch and number, in a header; that is newer than what its address says.
    /// </summary>
    private static bool TryReadCursor(HttpRequest request, out ReceiverCursor cursor)
    {
        cursor = default;
        string? after = request.Query["after"], epoch = request.Query["epoch"];
        if (request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } id)
        {
            var colon = id.LastIndexOf(':');
            (epoch, after) = (id[..Math.Max(colon, 0)], id[(colon + 1)..]);
        }

        if (after is null)
        {
            return true;
        }

        var isNumber = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        cursor = new ReceiverCursor(number, string.IsNullOrEmpty(epoch) ? null : epoch);
        return isNumber;
    }
}

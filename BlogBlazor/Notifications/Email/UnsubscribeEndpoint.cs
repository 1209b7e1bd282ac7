using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Notifications.Preferences;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Notifications.Email;

/// <summary>
/// One-click unsubscribe (RFC 8058): whoever posts the token, a mail program or the button of <see cref="UnsubscribePage"/>,
/// gets no more e-mails. Nobody need be signed in.
/// </summary>
internal static class UnsubscribeEndpoint
{
    public const string Path = "/notifications/unsubscribe";

    public static string PathFor(string token) => $"{Path}?token={Uri.EscapeDataString(token)}";

    public static void MapUnsubscribe(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Path, UnsubscribeAsync)
            // The page of the same address takes what is asked for by GET alone.
            .WithOrder(-1)
            .DisableAntiforgery()
            .RequireRateLimiting(RateLimitPolicies.Writing)
            .ExcludeFromDescription();

    private static async Task<IResult> UnsubscribeAsync(
        string? token,
        HttpRequest request,
        UnsubscribeTokens tokens,
        IDbContextFactory<BlogDbContext> databases,
        CancellationToken cancellationToken)
    {
        // A mail program must not be sent elsewhere; a person wants to see that it is done.
        var isOneClick = request.HasFormContentType && (await request.ReadFormAsync(cancellationToken)).ContainsKey("List-Unsubscribe");
        if (tokens.Read(token) is not { } userId)
        {
            return isOneClick ? Results.BadRequest() : Results.LocalRedirect(Path);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await db.NotificationSettings.Where(s => s.UserId == userId)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.EmailFrequency, EmailFrequency.Never), cancellationToken);
        await write.CommitAsync(cancellationToken);
        return isOneClick ? Results.Ok() : Results.LocalRedirect(PathFor(token!) + "&done=true");
    }
}

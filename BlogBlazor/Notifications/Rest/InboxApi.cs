using System.Security.Claims;
using BlogBlazor.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BlogBlazor.Notifications.Rest;

/// <summary>What a user does with their own notifications besides reading them. All of it can be said twice.</summary>
internal static class InboxApi
{
    private const int MaxIds = 1000;

    public static void MapInboxApi(this RouteGroupBuilder notifications)
    {
        var marking = notifications.MapGroup("").AllowTokens(TokenScopes.MarkNotifications);
        marking.MapPost("/seen", SeenAsync);
        marking.MapPost("/unread", UnreadAsync);
        marking.MapPost("/archive", ArchiveAsync);
        marking.MapPost("/unarchive", UnarchiveAsync);
    }

    private static async Task<Results<NoContent, ValidationProblem>> SeenAsync(
        [FromBody] SeenRequest request, ClaimsPrincipal user, NotificationStore store, CancellationToken cancellationToken)
    {
        if (request.UpTo < 0)
        {
            return Problem("upTo", "must be at least 0");
        }

        await store.MarkSeenAsync(Id(user), request.UpTo, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<Results<Ok<UnreadCount>, ValidationProblem>> UnreadAsync(
        [FromBody] IdsRequest request, ClaimsPrincipal user, NotificationStore store, CancellationToken cancellationToken) =>
        CountAsync(request.Ids, ids => store.MarkUnreadAsync(Id(user), ids, cancellationToken));

    private static async Task<Results<Ok<UnreadCount>, ValidationProblem>> ArchiveAsync(
        [FromBody] ArchiveRequest request, ClaimsPrincipal user, NotificationStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var until = request.Until?.UtcDateTime;
        return until is { } at && !Snooze.IsAllowed(at, time.GetUtcNow().UtcDateTime)
            ? Problem("until", $"must be a time to come, within {Snooze.Longest.TotalDays} days")
            : await CountAsync(request.Ids, async ids => (await store.ArchiveAsync(Id(user), ids, until, cancellationToken)).Unread);
    }

    private static Task<Results<Ok<UnreadCount>, ValidationProblem>> UnarchiveAsync(
        [FromBody] IdsRequest request, ClaimsPrincipal user, NotificationStore store, CancellationToken cancellationToken) =>
        CountAsync(request.Ids, ids => store.UnarchiveAsync(Id(user), ids, cancellationToken));

    private static async Task<Results<Ok<UnreadCount>, ValidationProblem>> CountAsync(
        IReadOnlyList<long>? ids, Func<IReadOnlyList<long>, Task<int>> change) =>
        ids is { Count: > 0 and <= MaxIds }
            ? TypedResults.Ok(new UnreadCount(await change(ids)))
            : Problem("ids", $"from 1 to {MaxIds} at once");

    private static ValidationProblem Problem(string field, string message) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [message] });

    private static string Id(ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier)!;
}

internal sealed record SeenRequest(long UpTo);

internal sealed record IdsRequest(IReadOnlyList<long>? Ids);

/// <param name="Until">They come back then, as new ones; without it they stay in the archive.</param>
internal sealed record ArchiveRequest(IReadOnlyList<long>? Ids, DateTimeOffset? Until);

using System.Security.Claims;
using BlogBlazor.Hosting;
using BlogBlazor.Notifications.Delivery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BlogBlazor.Notifications.Rest;

internal static class NotificationsApi
{
    private const int MaxLimit = 500;
    private const int MaxIds = 1000;

    /// <summary>Below the idle cut of common proxies (60 s).</summary>
    private const int MaxWaitSeconds = 50;

    public static void MapNotificationsApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/notifications").RequireAuthorization().WithTags("Notifications")
            .AllowTokens(TokenScopes.ReadNotifications);
        group.MapGet("/", ListAsync);
        group.MapGet("/unread-count", UnreadCountAsync);
        group.MapPost("/read", MarkReadAsync).AllowTokens(TokenScopes.MarkNotifications);
        group.MapInboxApi();
    }

    private static async Task<Results<Ok<NotificationList>, ValidationProblem>> ListAsync(
        ClaimsPrincipal user,
        NotificationStore store,
        NotificationSubscriptions subscriptions,
        NotificationFrames frames,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        CancellationToken cancellationToken,
        long after = 0,
        int limit = 50,
        bool unread = false,
        int wait = 0)
    {
        var errors = new Dictionary<string, string[]>();
        Check(errors, after >= 0, nameof(after), "must be at least 0");
        Check(errors, limit is >= 1 and <= MaxLimit, nameof(limit), $"must be from 1 to {MaxLimit}");
        Check(errors, wait is >= 0 and <= MaxWaitSeconds, nameof(wait), $"must be from 0 to {MaxWaitSeconds} seconds");
        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var userId = user.FindFirstValue(ClaimTypes.NameIdentifier)!;
        if (wait > 0)
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(wait), time);
            // A server that stops does not wait for those who wait.
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(
                timeout.Token, lifetime.ApplicationStopping, cancellationToken);
            await WaitForOneAsync(subscriptions, userId, after, enough.Token);
            cancellationToken.ThrowIfCancellationRequested();
        }

        var items = await store.ListAsync(userId, after, limit, unread, cancellationToken);
        var snapshot = await store.ReadSnapshotAsync(userId, cancellationToken);
        return TypedResults.Ok(new NotificationList(
            items.Select(frames.Item).ToList(), snapshot.Unread, snapshot.Latest, snapshot.Epoch, snapshot.Oldest));
    }

    private static async Task WaitForOneAsync(
        NotificationSubscriptions subscriptions, string userId, long after, CancellationToken enough)
    {
        using var subscription = subscriptions.Open(userId, after, epoch: null, Surface.LongPoll);
        try
        {
            await foreach (var happened in subscription.ReadAllAsync(enough))
            {
                if (happened is Delivered or WasReset)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // Nothing came; the answer is empty.
        }
    }

    private static async Task<Ok<UnreadCount>> UnreadCountAsync(
        ClaimsPrincipal user, NotificationStore store, CancellationToken cancellationToken)
    {
        var snapshot = await store.ReadSnapshotAsync(user.FindFirstValue(ClaimTypes.NameIdentifier)!, cancellationToken);
        return TypedResults.Ok(new UnreadCount(snapshot.Unread));
    }

    private static async Task<Results<Ok<UnreadCount>, ValidationProblem>> MarkReadAsync(
        [FromBody] ReadRequest request, ClaimsPrincipal user, NotificationStore store, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        Check(errors, (request.UpTo is null) != (request.Ids is null), "upTo", "give either upTo or ids");
        Check(errors, request.UpTo is null or >= 0, "upTo", "must be at least 0");
        Check(errors, request.Ids is null or { Count: <= MaxIds }, "ids", $"at most {MaxIds} at once");
        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var marked = await store.MarkReadAsync(
            user.FindFirstValue(ClaimTypes.NameIdentifier)!, new ReadMark(request.UpTo, request.Ids), cancellationToken);
        return TypedResults.Ok(new UnreadCount(marked.Unread));
    }

    private static void Check(Dictionary<string, string[]> errors, bool holds, string field, string message)
    {
        if (!holds)
        {
            errors.TryAdd(field, [message]);
        }
    }
}

/// <param name="Oldest">The oldest number that is kept: a client whose cursor lies before it, or after <paramref name="Latest"/>, starts again.</param>
internal sealed record NotificationList(
    IReadOnlyList<NotificationItem> Items, int Unread, long Latest, string Epoch, long Oldest);

internal sealed record UnreadCount(int Unread);

internal sealed record ReadRequest(long? UpTo, IReadOnlyList<long>? Ids);

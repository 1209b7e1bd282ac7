using System.Security.Claims;
using BlogBlazor.Hosting;
using BlogBlazor.Idempotency;
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
        group.MapGet("/", ListAsync).ProducesProblem(StatusCodes.Status429TooManyRequests);
        group.MapGet("/unread-count", UnreadCountAsync);
        group.MapPost("/read", MarkReadAsync).AllowTokens(TokenScopes.MarkNotifications).AcceptIdempotencyKey();
        group.MapInboxApi();
    }

    private static async Task<Results<Ok<NotificationList>, ValidationProblem, ProblemHttpResult>> ListAsync(
        ClaimsPrincipal user,
        NotificationStore store,
        NotificationReceivers receivers,
        NotificationFrames frames,
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
        IReadOnlyList<Notification> items;
        try
        {
            items = wait == 0
                ? await ReadAsync(cancellationToken)
                : await WaitForSomeAsync(receivers, user, after, TimeSpan.FromSeconds(wait), time, ReadAsync, cancellationToken);
        }
        catch (ReceiverRefusedException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: refused.Status);
        }

        var snapshot = await store.ReadSnapshotAsync(userId, cancellationToken);
        return TypedResults.Ok(new NotificationList(
            items.Select(frames.Item).ToList(), snapshot.Unread, snapshot.Latest, snapshot.Epoch, snapshot.Oldest));

        Task<IReadOnlyList<Notification>> ReadAsync(CancellationToken enough) => store.ListAsync(userId, after, limit, unread, enough);
    }

    /// <summary>Reads again whenever there may be more, until there is some, the client has to start again, or it has waited enough.</summary>
    private static async Task<IReadOnlyList<Notification>> WaitForSomeAsync(
        NotificationReceivers receivers,
        ClaimsPrincipal user,
        long after,
        TimeSpan wait,
        TimeProvider time,
        Func<CancellationToken, Task<IReadOnlyList<Notification>>> read,
        CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(wait, time);
        // A token that expires meanwhile is refused the next time.
        using var receiver = await receivers.OpenAsync(user, expiresAt: null, default, Surface.LongPoll, cancellationToken);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, receiver.Ending, cancellationToken);
        try
        {
            await foreach (var happened in receiver.ReadAllAsync(enough.Token))
            {
                var items = happened is Welcomed or Delivered or StateChanged ? await read(enough.Token) : [];
                if (items.Count > 0 || happened is WasReset || (happened is Welcomed welcomed && !welcomed.Snapshot.Keeps(after)))
                {
                    return items;
                }
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Nothing came; the answer is empty.
        }

        return receiver.End is ReceiverEnd.SignedOut
            ? throw new ReceiverRefusedException(StatusCodes.Status401Unauthorized, "This sign-in has ended.")
            : [];
    }

    private static async Task<Ok<UnreadCount>> UnreadCountAsync(
        ClaimsPrincipal user, NotificationStore store, CancellationToken cancellationToken)
    {
        var snapshot = await store.ReadSnapshotAsync(user.FindFirstValue(ClaimTypes.NameIdentifier)!, cancellationToken);
        return TypedResults.Ok(new UnreadCount(snapshot.Unread));
    }

    private static async Task<Results<Ok<UnreadCount>, ValidationProblem>> MarkReadAsync(
        [FromBody] ReadRequest request, ClaimsPrincipal user, NotificationStore store, OnceOnly once, CancellationToken cancellationToken)
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
            user.FindFirstValue(ClaimTypes.NameIdentifier)!, new ReadMark(request.UpTo, request.Ids), cancellationToken, once);
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

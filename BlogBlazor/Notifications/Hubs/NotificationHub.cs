using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.Json;
using System.Threading.RateLimiting;
using BlogBlazor.Hosting;
using BlogBlazor.Notifications.Delivery;
using Microsoft.AspNetCore.SignalR;

namespace BlogBlazor.Notifications.Hubs;

/// <summary>
/// For the ready-made SignalR clients: <c>stream("Subscribe", after, epoch)</c> yields the frames of the resumable mode, and
/// <c>close</c> at last when the server ends it.
/// </summary>
internal sealed class NotificationHub(
    NotificationReceivers receivers, NotificationFrames frames, NotificationStore store, MessageRateLimit rateLimit) : Hub
{
    public const string Path = "/hubs/notifications";

    /// <param name="after">The last number that was delivered; null for what is new from now on.</param>
    /// <param name="epoch">The epoch of that number, once it is known.</param>
    public async IAsyncEnumerable<JsonElement> Subscribe(
        long? after, string? epoch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (IsTooFast())
        {
            yield break;
        }

        if (after < 0)
        {
            throw new HubException("'after' must be a whole number from 0.");
        }

        using var receiver = await OpenAsync(new ReceiverCursor(after, epoch), cancellationToken);
        await foreach (var frame in frames.ReadAllAsync(receiver, cancellationToken))
        {
            yield return JsonSerializer.SerializeToElement(frame.Body, NotificationFrames.Json);
        }
    }

    /// <summary>Marks everything up to a number as read; every receiver of the user hears of it.</summary>
    public Task MarkRead(long upTo)
    {
        if (!Context.User!.MayUse(TokenScopes.MarkNotifications))
        {
            throw new HubException($"The token lacks the scope {TokenScopes.MarkNotifications}.");
        }

        return IsTooFast() ? Task.CompletedTask : store.MarkReadAsync(UserId, new ReadMark(upTo, null), Context.ConnectionAborted);
    }

    public override Task OnConnectedAsync()
    {
        Context.Items[nameof(Limiter)] = rateLimit.Create();
        return base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        Limiter.Dispose();
        return base.OnDisconnectedAsync(exception);
    }

    private RateLimiter Limiter => (RateLimiter)Context.Items[nameof(Limiter)]!;

    private string UserId => Context.User!.FindFirstValue(ClaimTypes.NameIdentifier)!;

    /// <summary>Then its connection ends.</summary>
    private bool IsTooFast()
    {
        if (Limiter.AttemptAcquire().IsAcquired)
        {
            return false;
        }

        Context.Abort();
        return true;
    }

    private async Task<Receiver> OpenAsync(ReceiverCursor cursor, CancellationToken cancellationToken)
    {
        try
        {
            // SignalR itself ends a connection whose token has expired.
            return await receivers.OpenAsync(Context.User!, expiresAt: null, cursor, Surface.Hub, cancellationToken);
        }
        catch (ReceiverRefusedException refused)
        {
            throw new HubException($"{refused.Status}: {refused.Message}");
        }
    }
}

using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Notifications.Delivery;

/// <summary>The outside clients that receive on this instance, over whatever surface, each with a sign-in that is watched.</summary>
public sealed class NotificationReceivers(
    ISignInWatch signIns,
    NotificationSubscriptions subscriptions,
    IOptions<NotificationOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time)
{
    /// <summary>
    /// A server that stops lets go of 200 receivers a second, so that the others are not stormed by all of them at once,
    /// and of the last within 5 s.
    /// </summary>
    private static readonly TimeSpan LeavingPerReceiver = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan LongestLeaving = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, int> _openPerUser = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;

    internal TimeProvider Time => time;
    internal TimeSpan HeartbeatInterval => options.Value.HeartbeatInterval;
    internal CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>The receiver is in its user's group when this returns.</summary>
    /// <param name="expiresAt">When the token ends, for a client that came with one.</param>
    /// <exception cref="ReceiverRefusedException">The server stops, the sign-in has ended, or the user has too many receivers open.</exception>
    public async Task<Receiver> OpenAsync(
        ClaimsPrincipal principal, DateTimeOffset? expiresAt, ReceiverCursor cursor, Surface surface, CancellationToken cancellationToken)
    {
        if (Stopping.IsCancellationRequested)
        {
            throw new ReceiverRefusedException(StatusCodes.Status503ServiceUnavailable, "The server is restarting.");
        }

        var signIn = await signIns.OpenAsync(principal, expiresAt, cancellationToken)
            ?? throw new ReceiverRefusedException(StatusCodes.Status401Unauthorized, "This sign-in has ended.");
        if (!TryEnter(signIn.UserId))
        {
            signIn.Dispose();
            throw new ReceiverRefusedException(StatusCodes.Status429TooManyRequests, "Too many open receivers.");
        }

        var subscription = subscriptions.Open(signIn.UserId, cursor.After, cursor.Epoch, surface);
        try
        {
            if (cursor.After is null)
            {
                // "From now on" means from before the client is answered: what is written while its stream begins is news to it.
                await subscription.StartAsync(cancellationToken);
            }

            return new Receiver(signIn, subscription, cursor, this);
        }
        catch
        {
            subscription.Dispose();
            Leave(signIn.UserId);
            signIn.Dispose();
            throw;
        }
    }

    internal TimeSpan TimeToLeave()
    {
        var all = LeavingPerReceiver * Volatile.Read(ref _open);
        return (all < LongestLeaving ? all : LongestLeaving) * Random.Shared.NextDouble();
    }

    /// <summary>Waits until a stopping server has said goodbye to everybody, or as long as that may take.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        // A host that is stopped by its owner, rather than by a signal, comes here before it says that it stops.
        lifetime.StopApplication();
        if (Volatile.Read(ref _open) > 0)
        {
            await _drained.Task.WaitAsync(2 * LongestLeaving, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal void Leave(string userId)
    {
        if (Interlocked.Decrement(ref _open) == 0 && Stopping.IsCancellationRequested)
        {
            _drained.TrySetResult();
        }

        if (_openPerUser.AddOrUpdate(userId, 0, (_, open) => open - 1) == 0)
        {
            // Only while it still is zero: somebody may have entered meanwhile.
            _openPerUser.TryRemove(KeyValuePair.Create(userId, 0));
        }
    }

    private bool TryEnter(string userId)
    {
        Interlocked.Increment(ref _open);
        if (_openPerUser.AddOrUpdate(userId, 1, (_, open) => open + 1) <= options.Value.MaxSocketsPerUser)
        {
            return true;
        }

        Leave(userId);
        return false;
    }
}

/// <param name="status">The HTTP status to refuse with.</param>
public sealed class ReceiverRefusedException(int status, string message) : Exception(message)
{
    public int Status => status;
}

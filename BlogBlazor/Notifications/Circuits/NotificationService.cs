using System.Security.Claims;
using BlogBlazor.Notifications.Delivery;
using Microsoft.AspNetCore.Components.Authorization;

namespace BlogBlazor.Notifications.Circuits;

/// <summary>
/// A circuit's receiver: subscribes to the signed-in user's group once the circuit runs, and leaves it when the circuit
/// ends. Components listen to its events, which come from its own loop: they go through InvokeAsync.
/// </summary>
public sealed partial class NotificationService(
    AuthenticationStateProvider authentication,
    NotificationSubscriptions subscriptions,
    NotificationStore store,
    HeldNotifications held,
    ISignInWatch signIns,
    TimeProvider time,
    ILogger<NotificationService> logger) : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _closing = new();
    private Task? _loading;
    private Task? _reading;

    /// <summary>Something came in, to be shown: one when it happened just now, several when the circuit was away or they came at once.</summary>
    public event Action<Arrival>? Arrived
    {
        add => held.Released += value;
        remove => held.Released -= value;
    }

    /// <summary>The unread count, a mark or a notification's presence changed.</summary>
    public event Action? Changed;

    /// <summary>What was shown need not be any more: it was read or archived, here or elsewhere, or its cause is gone.</summary>
    public event Action<ReadMark>? Settled;

    /// <summary>All up to a number was before the user's eyes, in this tab or elsewhere.</summary>
    public event Action<long>? Seen;

    /// <summary>The sign-in ended: on another tab, or because the account was locked or its password changed.</summary>
    public event Action? SignedOut;

    public int Unread { get; private set; }

    /// <summary>The last number given out.</summary>
    public long Latest { get; private set; }

    public long SeenUpTo { get; private set; }

    public bool HasUnseen => Unread > 0 && Latest > SeenUpTo;

    /// <summary>Where the receiver stands, for the next circuit of the same browser; null before it is known.</summary>
    public NotificationCursor? Cursor { get; private set; }

    /// <summary>Reads the counts once, for a page that is drawn before its circuit receives.</summary>
    public Task LoadAsync() => _reading is null ? _loading ??= LoadOnceAsync() : Task.CompletedTask;

    /// <summary>Starts receiving after a cursor, or with what is new from now on. Later calls do nothing.</summary>
    public async Task StartAsync(NotificationCursor? cursor)
    {
        var principal = (await authentication.GetAuthenticationStateAsync()).User;
        // A start can come late, after the browser's storage was asked: the circuit may have ended meanwhile.
        if (_reading is null && !_closing.IsCancellationRequested)
        {
            Cursor = cursor;
            _reading = ReadAsync(principal, _closing.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }

        await _closing.CancelAsync();
        if (_reading is not null)
        {
            await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _closing.Dispose();
    }

    private async Task LoadOnceAsync()
    {
        if (await UserIdAsync() is { } userId)
        {
            var snapshot = await store.ReadSnapshotAsync(userId, CancellationToken.None);
            if (_reading is null)
            {
                (Unread, Latest, SeenUpTo) = (snapshot.Unread, snapshot.Latest, snapshot.SeenUpTo);
                Changed?.Invoke();
            }
        }
    }

    private async Task<string?> UserIdAsync() =>
        (await authentication.GetAuthenticationStateAsync()).User.FindFirstValue(ClaimTypes.NameIdentifier);

    private async Task ReadAsync(ClaimsPrincipal principal, CancellationToken closing)
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await ReadUntilSignedOutAsync(principal, closing);
                SignedOut?.Invoke();
                return;
            }
            catch (Exception e) when (!closing.IsCancellationRequested)
            {
                LogReadingFailed(e);
                await Task.Delay(RetryDelay, time, closing);
            }
        }
    }

    private async Task ReadUntilSignedOutAsync(ClaimsPrincipal principal, CancellationToken closing)
    {
        // A circuit can come back after the sign-in changed under it: every subscription checks its user anew.
        using var signIn = await signIns.OpenAsync(principal, expiresAt: null, closing);
        if (signIn is null)
        {
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(closing, signIn.Ended);
        using var subscription = subscriptions.Open(signIn.UserId, Cursor?.Sequence, Cursor?.Epoch, Surface.Circuit);
        try
        {
            await foreach (var happened in subscription.ReadAllAsync(ending.Token))
            {
                await TakeAsync(happened, subscription.Latest);
            }
        }
        catch (OperationCanceledException) when (signIn.Reason != SignInEnd.None)
        {
            // Signed out.
        }
    }

    private async Task TakeAsync(NotificationEvent happened, long latest)
    {
        var (settled, seen) = (default(ReadMark), default(long?));
        (Unread, Latest) = (happened.Unread, latest);
        switch (happened)
        {
            case Welcomed { Snapshot: var snapshot }:
                SeenUpTo = snapshot.SeenUpTo;
                Cursor ??= new NotificationCursor(snapshot.Epoch, snapshot.Latest);
                break;
            case WasReset reset:
                Cursor = new NotificationCursor(reset.Epoch, reset.Oldest - 1);
                break;
            case Delivered { Notification: var notification }:
                if (notification is { ReadAt: null, ArchivedAt: null } && notification.Sequence > SeenUpTo)
                {
                    held.Add(notification);
                }

                Cursor = Cursor! with { Sequence = notification.Sequence };
                break;
            case Retracted retracted:
                settled = new ReadMark(null, [retracted.Sequence]);
                Cursor = Cursor! with { Sequence = Math.Max(Cursor.Sequence, retracted.Sequence) };
                break;
            case ReadChanged { Mark: var mark }:
                settled = mark;
                break;
            case StateChanged { Change: { State: InboxState.Archived, Ids: { } ids } }:
                settled = new ReadMark(null, ids);
                break;
            case StateChanged { Change: { State: InboxState.Seen, UpTo: { } upTo } }:
                seen = SeenUpTo = Math.Max(SeenUpTo, upTo);
                break;
        }

        if (settled is not null)
        {
            held.Remove(settled.Covers, Unread);
            Settled?.Invoke(settled);
        }

        if (seen is { } seenUpTo)
        {
            held.Remove(sequence => sequence <= seenUpTo, Unread);
            Seen?.Invoke(seenUpTo);
        }

        var isCaughtUp = Cursor!.Sequence >= latest;
        if (isCaughtUp)
        {
            await held.CompleteAsync();
        }

        // While catching up, once at the end: listeners read the database.
        if (happened is not Delivered || isCaughtUp)
        {
            Changed?.Invoke();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A circuit's receiver failed and starts again where it stopped")]
    private partial void LogReadingFailed(Exception exception);
}

/// <summary>The last number that a browser has shown, and the database it belongs to.</summary>
public sealed record NotificationCursor(string Epoch, long Sequence);

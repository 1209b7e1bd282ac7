using System.Security.Claims;
using BlogBlazor.Data;
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
    ISignInWatch signIns,
    TimeProvider time,
    ILogger<NotificationService> logger) : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _closing = new();
    private readonly List<Notification> _arrived = [];
    private readonly Lock _lock = new();
    private Task? _reading;
    private long _latest;
    private bool _paused;

    /// <summary>
    /// Notifications that came in, oldest first, to be shown: one when it happened just now, several when the circuit
    /// was away or they came at once.
    /// </summary>
    public event Action<IReadOnlyList<Notification>>? Arrived;

    /// <summary>The unread count, a read mark or a notification's presence changed.</summary>
    public event Action? Changed;

    /// <summary>What was shown need not be any more: it was read, here or elsewhere, or its cause is gone.</summary>
    public event Action<ReadMark>? Settled;

    /// <summary>The sign-in ended: on another tab, or because the account was locked or its password changed.</summary>
    public event Action? SignedOut;

    public int Unread { get; private set; }

    /// <summary>Where the receiver stands, for the next circuit of the same browser; null before it is known.</summary>
    public NotificationCursor? Cursor { get; private set; }

    /// <summary>Reads the unread count, for a page that is drawn before its circuit runs.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_reading is null && await UserIdAsync() is { } userId)
        {
            Unread = (await store.ReadSnapshotAsync(userId, cancellationToken)).Unread;
        }
    }

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

    /// <returns>False when it could not be saved just now.</returns>
    public async Task<bool> MarkReadAsync(ReadMark mark)
    {
        try
        {
            if (await UserIdAsync() is { } userId)
            {
                await store.MarkReadAsync(userId, mark, CancellationToken.None);
            }

            return true;
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            LogMarkingFailed(e);
            return false;
        }
    }

    /// <summary>A page of the inbox, newest first, before a number (exclusive).</summary>
    public async Task<IReadOnlyList<InboxEntry>> ListAsync(InboxFilter filter, long before, int limit) =>
        await UserIdAsync() is { } userId
            ? await store.ListInboxAsync(userId, filter, before, limit, CancellationToken.None)
            : [];

    /// <summary>The browser cannot be reached: what arrives is kept, to be shown together when it is back.</summary>
    internal void Pause()
    {
        lock (_lock)
        {
            _paused = true;
        }
    }

    internal void Resume()
    {
        lock (_lock)
        {
            _paused = false;
        }

        Show();
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
                Take(happened, subscription.Latest);
            }
        }
        catch (OperationCanceledException) when (signIn.Reason != SignInEnd.None)
        {
            // Signed out.
        }
    }

    private void Take(NotificationEvent happened, long latest)
    {
        ReadMark? settled = null;
        lock (_lock)
        {
            Unread = happened.Unread;
            _latest = latest;
            switch (happened)
            {
                case Welcomed { Snapshot: var snapshot }:
                    Cursor ??= new NotificationCursor(snapshot.Epoch, snapshot.Latest);
                    break;
                case WasReset reset:
                    Cursor = new NotificationCursor(reset.Epoch, reset.Oldest - 1);
                    break;
                case Delivered { Notification: var notification }:
                    if (notification.ReadAt is null)
                    {
                        _arrived.Add(notification);
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
            }

            if (settled is not null)
            {
                _arrived.RemoveAll(n => settled.Covers(n.Sequence));
            }
        }

        if (settled is not null)
        {
            Settled?.Invoke(settled);
        }

        Show();
        // While catching up, once at the end: listeners read the database.
        if (happened is not Delivered || Cursor!.Sequence >= latest)
        {
            Changed?.Invoke();
        }
    }

    /// <summary>Waits until all that is known of has been read, so that what was missed is shown together.</summary>
    private void Show()
    {
        Notification[] arrived;
        lock (_lock)
        {
            if (_paused || _arrived.Count == 0 || Cursor!.Sequence < _latest)
            {
                return;
            }

            arrived = [.. _arrived];
            _arrived.Clear();
        }

        Arrived?.Invoke(arrived);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A circuit's receiver failed and starts again where it stopped")]
    private partial void LogReadingFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A read mark could not be saved")]
    private partial void LogMarkingFailed(Exception exception);
}

/// <summary>The last number that a browser has shown, and the database it belongs to.</summary>
public sealed record NotificationCursor(string Epoch, long Sequence);

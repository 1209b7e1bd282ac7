namespace BlogBlazor.Notifications.Delivery;

/// <summary>Why the server ends a receiver; the numbers are the close codes of the public contract.</summary>
public enum ReceiverEnd
{
    None = 0,
    Restarting = 1012,
    SignedOut = 4001,
    TokenExpired = 4002,
}

/// <summary>What an outside client resumes from.</summary>
/// <param name="After">The last number it delivered; null for what is new from now on.</param>
/// <param name="Epoch">Names the database the number is of, once the client knows it.</param>
public readonly record struct ReceiverCursor(long? After, string? Epoch);

/// <summary>An outside client that was let in: its stream, and when that ends.</summary>
public sealed class Receiver : IDisposable
{
    private readonly SignIn _signIn;
    private readonly NotificationSubscription _subscription;
    private readonly NotificationReceivers _receivers;
    private readonly CancellationTokenSource _ending;
    private readonly CancellationTokenRegistration _onStopping;
    private int _disposed;

    internal Receiver(SignIn signIn, NotificationSubscription subscription, ReceiverCursor cursor, NotificationReceivers receivers)
    {
        (_signIn, _subscription, _receivers) = (signIn, subscription, receivers);
        IsResumable = cursor.After is not null;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(signIn.Ended);
        _onStopping = receivers.Stopping.Register(() => _ending.CancelAfter(receivers.TimeToLeave()));
    }

    public string UserId => _signIn.UserId;

    public bool IsResumable { get; }

    /// <summary>Cancelled when the server ends the receiver; <see cref="End"/> says why.</summary>
    public CancellationToken Ending => _ending.Token;

    public ReceiverEnd End => _signIn.Reason switch
    {
        SignInEnd.SignedOut => ReceiverEnd.SignedOut,
        SignInEnd.TokenExpired => ReceiverEnd.TokenExpired,
        _ when _ending.IsCancellationRequested => ReceiverEnd.Restarting,
        _ => ReceiverEnd.None,
    };

    /// <summary>Everything after the cursor, in order, with heartbeats; read once.</summary>
    public IAsyncEnumerable<NotificationEvent> ReadAllAsync(CancellationToken cancellationToken) =>
        _subscription.ReadAllAsync(_receivers.HeartbeatInterval, _receivers.Time, cancellationToken);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _onStopping.Dispose();
        _subscription.Dispose();
        _signIn.Dispose();
        _ending.Dispose();
        _receivers.Leave(UserId);
    }
}

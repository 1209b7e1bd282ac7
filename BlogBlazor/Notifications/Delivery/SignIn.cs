using System.Security.Claims;

namespace BlogBlazor.Notifications.Delivery;

/// <summary>Watches the sign-ins that hold a receiver open. Accounts implements it: notifications know no accounts.</summary>
public interface ISignInWatch
{
    /// <summary>
    /// Checks a sign-in against the database and watches it until it is disposed; null when it is no longer valid (an old
    /// security stamp, a locked account, a session that was signed out, an expired token).
    /// </summary>
    /// <param name="expiresAt">When the token ends, for a receiver that came with one.</param>
    Task<SignIn?> OpenAsync(ClaimsPrincipal principal, DateTimeOffset? expiresAt, CancellationToken cancellationToken);
}

/// <summary>Metadata of an endpoint that asks <see cref="ISignInWatch"/> itself, so that nobody else needs to look up the sign-in before it.</summary>
public sealed class ChecksSignIn;

public enum SignInEnd
{
    None,
    SignedOut,
    TokenExpired,
}

/// <summary>A sign-in that is being watched.</summary>
public sealed class SignIn(string userId, Action<SignIn> close) : IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    public string UserId => userId;

    /// <summary>Cancelled when the sign-in ends; <see cref="Reason"/> says why.</summary>
    public CancellationToken Ended => _ended.Token;

    public SignInEnd Reason { get; private set; }

    public void End(SignInEnd reason)
    {
        lock (_ended)
        {
            if (Reason == SignInEnd.None)
            {
                Reason = reason;
                _ = _ended.CancelAsync();
            }
        }
    }

    /// <summary>Stops the watching. The token stays usable: somebody may be about to end this very sign-in.</summary>
    public void Dispose() => close(this);
}

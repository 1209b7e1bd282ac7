using System.Security.Claims;
using BlogBlazor.Notifications.Delivery;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Lets every sign-in pass until the test ends them, refuses them, or fails the check as a database that is away would.</summary>
public sealed class FakeSignInWatch : ISignInWatch
{
    private readonly Lock _lock = new();
    private readonly List<SignIn> _open = [];

    /// <summary>Whether the next sign-ins are no longer valid.</summary>
    public bool Refuses { get; set; }

    /// <summary>What the next check throws, once.</summary>
    public Exception? FailsOnce { get; set; }

    public int Open
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    public Task<SignIn?> OpenAsync(ClaimsPrincipal principal, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        if (FailsOnce is { } failure)
        {
            FailsOnce = null;
            return Task.FromException<SignIn?>(failure);
        }

        if (Refuses || principal.FindFirstValue(ClaimTypes.NameIdentifier) is not { } userId)
        {
            return Task.FromResult<SignIn?>(null);
        }

        var signIn = new SignIn(userId, Close);
        lock (_lock)
        {
            _open.Add(signIn);
        }

        return Task.FromResult<SignIn?>(signIn);
    }

    /// <summary>Signed out on another tab, locked out, or the password changed.</summary>
    public void EndAll()
    {
        SignIn[] open;
        lock (_lock)
        {
            open = [.. _open];
        }

        foreach (var signIn in open)
        {
            signIn.End(SignInEnd.SignedOut);
        }
    }

    private void Close(SignIn signIn)
    {
        lock (_lock)
        {
            _open.Remove(signIn);
        }
    }
}

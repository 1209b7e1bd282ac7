using BlogBlazor.Data;
using BlogBlazor.Notifications.Delivery;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace BlogBlazor.Accounts;

/// <summary>
/// Who is signed in on a circuit. The circuit's cookie is not looked at again once it runs, so the sign-in is checked
/// against the database, as the sockets' are.
/// </summary>
internal sealed class CircuitSignIn(ILoggerFactory loggers, ISignInWatch signIns) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            using var signIn = await signIns.OpenAsync(authenticationState.User, expiresAt: null, cancellationToken);
            return signIn is not null;
        }
        catch (Exception e) when (e.IsDatabaseFault() || cancellationToken.IsCancellationRequested)
        {
            // Whatever is thrown here would sign the page out for good. The next interval looks again, if the circuit still runs.
            return true;
        }
    }
}

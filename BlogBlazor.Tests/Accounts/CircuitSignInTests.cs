using System.Reflection;
using System.Security.Claims;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Accounts;

/// <summary>The regular check of a page that is open. Whatever it throws, ASP.NET Core takes for the end of the sign-in.</summary>
[Trait("Category", "Integration")]
public sealed class CircuitSignInTests : IAsyncLifetime
{
    private readonly FakeSignInWatch _signIns = new();
    private readonly BlogApplication _app;
    private readonly AsyncServiceScope _circuit;

    public CircuitSignInTests()
    {
        _app = BlogApplication.Start(services: services => services.AddSingleton<ISignInWatch>(_signIns));
        _circuit = _app.Services.CreateAsyncScope();
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _circuit.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Who_was_signed_out_meanwhile_is_signed_out_of_the_page()
    {
        (await IsStillSignedInAsync(CancellationToken.None)).ShouldBeTrue();

        _signIns.Refuses = true;

        (await IsStillSignedInAsync(CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_database_that_refuses_once_signs_nobody_out()
    {
        _signIns.FailsOnce = new SqliteException("database is locked", 5);

        (await IsStillSignedInAsync(CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_check_that_the_end_of_the_page_cuts_short_is_no_error()
    {
        var ended = new CancellationToken(canceled: true);
        _signIns.FailsOnce = new OperationCanceledException(ended);

        (await IsStillSignedInAsync(ended)).ShouldBeTrue();
    }

    /// <summary>As ASP.NET Core asks it twice a minute, by the real clock.</summary>
    private Task<bool> IsStillSignedInAsync(CancellationToken cancellationToken)
    {
        var lan = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "lan")], "test"));
        return (Task<bool>)typeof(RevalidatingServerAuthenticationStateProvider)
            .GetMethod("ValidateAuthenticationStateAsync", BindingFlags.Instance | BindingFlags.NonPublic)!
            .Invoke(_circuit.ServiceProvider.GetRequiredService<AuthenticationStateProvider>(), [new AuthenticationState(lan), cancellationToken])!;
    }
}

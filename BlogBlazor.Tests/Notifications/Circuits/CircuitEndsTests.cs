using BlogBlazor.Notifications.Circuits;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.Notifications.Circuits;

/// <summary>
/// Nobody looks at a circuit's cookie again once it runs: whatever ends the sign-in ends the circuit's receiver at once, and
/// its page leaves for the sign-in (<see cref="NotificationToastResumeTests"/>). Time stands still: nothing waits for an interval.
/// </summary>
[Trait("Category", "Integration")]
public sealed class CircuitEndsTests : IAsyncLifetime
{
    private readonly BlogApplication _app = BlogApplication.Start(
        services: services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(DateTimeOffset.UtcNow)));

    private TestUser _lan = null!;
    private TestUser _elsewhere = null!;

    public async ValueTask InitializeAsync()
    {
        _lan = await _app.RegisterAsync("lan");
        _elsewhere = await _app.SignInAsync(_lan.Email);
    }

    public async ValueTask DisposeAsync()
    {
        _lan.Dispose();
        _elsewhere.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Signing_out_ends_the_circuits_of_that_sign_in_and_no_other()
    {
        await using var tab = await Circuit.OpenAsync(_app, _lan);
        await using var otherTab = await Circuit.OpenAsync(_app, _lan);
        await using var onAnotherDevice = await Circuit.OpenAsync(_app, _elsewhere);

        using var signedOut = await _lan.PostAsync("/api/account/logout", new { });
        signedOut.EnsureSuccessStatusCode();

        await tab.ShouldEndAsync();
        await otherTab.ShouldEndAsync();
        await _app.NotifyAsync((await _elsewhere.ProfileAsync()).Id, "still here");
        await onAnotherDevice.ShouldHearAsync("still here");
    }

    [Fact]
    public Task Signing_out_everywhere_ends_all() =>
        ShouldEndAllAsync(() => _lan.PostAsync("/api/account/logout?everywhere=true", new { }));

    [Fact]
    public Task A_changed_password_ends_all() => ShouldEndAllAsync(() => _lan.PostAsync(
        "/api/account/manage/info", new { oldPassword = BlogApplication.Password, newPassword = "another good password" }));

    [Fact]
    public Task Guessing_until_the_account_is_locked_ends_all() => ShouldEndAllAsync(async () =>
    {
        using var guesser = _app.Anonymous();
        for (var guess = 0; guess < 4; guess++)
        {
            using var refused = await GuessAsync(guesser);
        }

        return await GuessAsync(guesser);
    });

    private Task<HttpResponseMessage> GuessAsync(TestUser guesser) =>
        guesser.PostAsync("/api/account/login", new { email = _lan.Email, password = "a guess" });

    private async Task ShouldEndAllAsync(Func<Task<HttpResponseMessage>> act)
    {
        await using var here = await Circuit.OpenAsync(_app, _lan);
        await using var onAnotherDevice = await Circuit.OpenAsync(_app, _elsewhere);

        using var response = await act();

        await here.ShouldEndAsync();
        await onAnotherDevice.ShouldEndAsync();
    }

    /// <summary>What a circuit has: services of its own, in which the browser's cookie has signed somebody in.</summary>
    private sealed class Circuit : IAsyncDisposable
    {
        private readonly AsyncServiceScope _scope;
        private readonly NotificationService _notifications;
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<string?> _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private Circuit(AsyncServiceScope scope)
        {
            _scope = scope;
            _notifications = scope.ServiceProvider.GetRequiredService<NotificationService>();
            _notifications.Changed += () => _started.TrySetResult();
            _notifications.SignedOut += _ended.SetResult;
            _notifications.Arrived += arrived => _heard.TrySetResult(arrived.Newest[0].Text);
        }

        /// <summary>It receives when this returns.</summary>
        public static async Task<Circuit> OpenAsync(BlogApplication app, TestUser user)
        {
            var scope = app.Services.CreateAsyncScope();
            var cookies = scope.ServiceProvider.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
                .Get(IdentityConstants.ApplicationScheme);
            var ticket = cookies.TicketDataFormat.Unprotect(user.Cookies.GetCookies(app.Address)[cookies.Cookie.Name!]!.Value)!;
            var authentication = scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
            ((IHostEnvironmentAuthenticationStateProvider)authentication)
                .SetAuthenticationState(Task.FromResult(new AuthenticationState(ticket.Principal)));
            var circuit = new Circuit(scope);
            await circuit._notifications.StartAsync(cursor: null);
            await circuit._started.Task.WaitAsync(TestSocket.Patience);
            circuit._ended.Task.IsCompleted.ShouldBeFalse();
            return circuit;
        }

        public Task ShouldEndAsync() => _ended.Task.WaitAsync(TestSocket.Patience);

        public async Task ShouldHearAsync(string text) => (await _heard.Task.WaitAsync(TestSocket.Patience)).ShouldBe(text);

        public ValueTask DisposeAsync() => _scope.DisposeAsync();
    }
}

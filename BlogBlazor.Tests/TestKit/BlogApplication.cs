using BlogBlazor.Accounts.AccessTokens;
using BlogBlazor.Data;
using BlogBlazor.Moderation;
using BlogBlazor.Notifications;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// The whole application in this process: real Kestrel on a free port of loopback, a real database of its own. Every test
/// that speaks HTTP or WebSocket starts here.
/// </summary>
public sealed class BlogApplication : IAsyncDisposable
{
    public const string Password = "a good long password";

    private readonly Factory _factory;
    private readonly bool _ownsDatabase;

    private BlogApplication(Factory factory, TestDatabase database, bool ownsDatabase)
    {
        _factory = factory;
        Database = database;
        _ownsDatabase = ownsDatabase;
        factory.UseKestrel();
        factory.StartServer();
        Address = new Uri(factory.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }
    public TestDatabase Database { get; }
    public IServiceProvider Services => _factory.Services;

    /// <param name="settings">Configuration keys, as an operator would set them.</param>
    /// <param name="database">An existing one, to start a second instance on it, or the same again.</param>
    /// <param name="services">Replaces services, such as the clock.</param>
    public static BlogApplication Start(
        IReadOnlyDictionary<string, string>? settings = null,
        TestDatabase? database = null,
        Action<IServiceCollection>? services = null)
    {
        var itsDatabase = database ?? new TestDatabase();
        var all = new Dictionary<string, string>
        {
            ["RateLimits:Enabled"] = "false",
            ["Demo:Seed"] = "false",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var (key, value) in itsDatabase.Settings)
        {
            all[key] = value;
        }

        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            all[key] = value;
        }

        return new BlogApplication(new Factory(all, services), itsDatabase, ownsDatabase: database is null);
    }

    /// <summary>A client with its own cookies, signed in to nothing, which follows no redirect.</summary>
    public TestUser Anonymous() => new(Address, "");

    /// <summary>Registers over the API and signs in with a cookie. The first user is the administrator.</summary>
    public async Task<TestUser> RegisterAsync(string name)
    {
        var user = new TestUser(this, $"{name}@example.com");
        await user.RegisterAsync();
        return user;
    }

    /// <summary>Another browser of somebody who is registered.</summary>
    public async Task<TestUser> SignInAsync(string email)
    {
        var user = new TestUser(this, email);
        await user.SignInAsync();
        return user;
    }

    /// <summary>A script of this user: all it has is a personal access token.</summary>
    public async Task<TestUser> ScriptAsync(TestUser owner, params string[] scopes)
    {
        var token = await AccessTokenAsync(owner, scopes);
        var script = Anonymous();
        script.Http.DefaultRequestHeaders.Add("Authorization", "Bearer " + token);
        return script;
    }

    /// <summary>Makes a personal access token, as its page does.</summary>
    public async Task<string> AccessTokenAsync(TestUser owner, params string[] scopes)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccessTokenService>().CreateAsync(
            (await owner.ProfileAsync()).Id, new AccessTokenInput(Guid.NewGuid().ToString(), Days: 30, scopes), Cancel);
    }

    /// <summary>As an administrator does; or lets them in again.</summary>
    public async Task BanAsync(string userId, bool banned = true)
    {
        await using var scope = Services.CreateAsyncScope();
        var moderation = scope.ServiceProvider.GetRequiredService<ModerationService>();
        (await moderation.BanAsync(userId, banned, Cancel)).ShouldBeTrue();
    }

    /// <summary>What runs in the background, to have its work done at once.</summary>
    public T Hosted<T>() where T : IHostedService => Services.GetServices<IHostedService>().OfType<T>().Single();

    /// <summary>Notifies from inside, as a background service would.</summary>
    public Task NotifyAsync(string userId, string text) => Services.GetRequiredService<INotifier>().NotifyAsync(
        new NewNotification(userId, NotificationKind.Message, "messages", "/notifications") { Text = text }, Cancel);

    /// <summary>One after the other.</summary>
    public async Task NotifyAsync(TestUser user, int count)
    {
        var id = (await user.ProfileAsync()).Id;
        for (var i = 0; i < count; i++)
        {
            await NotifyAsync(id, "hello");
        }
    }

    /// <summary>Many at once, some to a commit, so that their signals come in bursts.</summary>
    public async Task NotifyAsync(string userId, IEnumerable<string> texts)
    {
        var notifier = Services.GetRequiredService<INotifier>();
        foreach (var some in texts.Chunk(50))
        {
            await using var db = await Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
            await using var write = await db.BeginWriteAsync(Cancel);
            foreach (var text in some)
            {
                var message = new NewNotification(userId, NotificationKind.Message, "messages", "/notifications") { Text = text };
                await notifier.NotifyAsync(write, [message], Cancel);
            }

            await write.CommitAsync(Cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        if (_ownsDatabase)
        {
            Database.Dispose();
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private sealed class Factory(Dictionary<string, string> settings, Action<IServiceCollection>? services)
        : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            // Here and not by the factory's own way to set a port: that comes too late for a program that starts quickly.
            builder.UseUrls("http://127.0.0.1:0");
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureTestServices(test =>
            {
                // Slow hashing guards real passwords; here it would only take the time of the tests.
                test.Configure<PasswordHasherOptions>(options => options.IterationCount = 1);
                services?.Invoke(test);
            });
        }
    }
}

using System.Globalization;
using System.Security.Claims;
using BlogBlazor.Accounts;
using BlogBlazor.Announcements;
using BlogBlazor.Comments;
using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Idempotency;
using BlogBlazor.Moderation;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Circuits;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Operating;
using BlogBlazor.Posts;
using BlogBlazor.Reactions;
using BlogBlazor.Settings;
using BlogBlazor.Signals;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// One browser tab for component tests: the product's own services on a real SQLite file, with lan signed in, in English.
/// Only the clock and the sign-in's check are fakes. Derive the test class from it.
/// </summary>
public class BlogBunitContext : BunitContext
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Nothing here takes so long: waits end with what they wait for, and this ends a test that hangs.</summary>
    public static readonly TimeSpan Patience = TestSocket.Patience;

    private readonly BunitAuthorizationContext _authorization;
    private readonly bool _isFirst;

    public BlogBunitContext() : this(first: null, more: null)
    {
    }

    /// <param name="more">What these components need besides.</param>
    protected BlogBunitContext(Action<IServiceCollection> more) : this(first: null, more)
    {
    }

    private BlogBunitContext(BlogBunitContext? first, Action<IServiceCollection>? more)
    {
        _isFirst = first is null;
        Database = first?.Database ?? new ComponentDatabase();
        Clock = first?.Clock ?? new FakeTimeProvider(Start);
        SignIns = first?.SignIns ?? new FakeSignInWatch();
        DefaultWaitTimeout = Patience;
        JSInterop.Mode = JSRuntimeMode.Loose;
        AddBlog();
        more?.Invoke(Services);
        if (first is not null)
        {
            // Two tabs are on one instance: what one writes, the other hears of.
            Services.AddSingleton(first.Services.GetRequiredService<SignalGroups>());
            Services.AddSingleton(first.Services.GetRequiredService<WriteGate>());
        }

        _authorization = AddAuthorization();
        SignInAs(Lan);
        // Makes the services: no more can be added from here on.
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Tab.Tell(showsToasts: true, isLookedAt: true);
        Speak("en");
    }

    /// <summary>Whose tab this is, unless the test signs somebody else in.</summary>
    public static CurrentUser Lan => ComponentDatabase.Lan;

    /// <summary>Another user, who writes to lan.</summary>
    public static CurrentUser Minh => ComponentDatabase.Minh;

    public ComponentDatabase Database { get; }
    public FakeTimeProvider Clock { get; }
    public FakeSignInWatch SignIns { get; }

    /// <summary>Makes rows the way the product does.</summary>
    public TestRows Rows => new(Services);

    /// <summary>The circuit's receiver, which bell, toast and inbox share.</summary>
    public NotificationService Notifications => Services.GetRequiredService<NotificationService>();

    /// <summary>What the user does with their inbox on this tab.</summary>
    public InboxCommands Commands => Services.GetRequiredService<InboxCommands>();

    /// <summary>What the browser says of this tab; it is the one that is looked at, unless the test tells otherwise.</summary>
    public BrowserTab Tab => Services.GetRequiredService<BrowserTab>();

    public BunitNavigationManager Navigation => Services.GetRequiredService<BunitNavigationManager>();

    /// <summary>Whether anything of this instance listens to the user.</summary>
    public bool IsListening(CurrentUser user) =>
        Services.GetRequiredService<SignalGroups>().IsJoined(NotificationSignal.GroupOf(user.Id));

    public void SignInAs(CurrentUser user)
    {
        _authorization.SetAuthorized(user.Handle);
        // Roles before claims: setting roles forgets the claims.
        _authorization.SetRoles(user.IsAdministrator ? [CurrentUser.AdministratorRole] : []);
        _authorization.SetClaims(
            new Claim(ClaimTypes.NameIdentifier, user.Id),
            new Claim("handle", user.Handle),
            new Claim("display_name", user.DisplayName));
    }

    public void SignOut() => _authorization.SetNotAuthorized();

    /// <summary>The language of what is rendered from here on.</summary>
    public static void Speak(string language) =>
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

    /// <summary>Another tab or device of the same blog. Dispose it before the test ends.</summary>
    public BlogBunitContext OpenAnotherTab() => new(first: this, more: null);

    /// <summary>The browser cannot be reached.</summary>
    public Task LoseConnectionAsync() => ForEachHandlerAsync(handler => handler.OnConnectionDownAsync(null!, Cancel));

    public Task RegainConnectionAsync() => ForEachHandlerAsync(handler => handler.OnConnectionUpAsync(null!, Cancel));

    /// <summary>The HTML that a component has before its circuit runs, by the renderer that makes it in production.</summary>
    public async Task<string> PrerenderAsync<TComponent>(params (string Name, object? Value)[] parameters)
        where TComponent : IComponent
    {
        RenderFragment content = builder =>
        {
            builder.OpenComponent<TComponent>(0);
            foreach (var (name, value) in parameters)
            {
                builder.AddComponentParameter(1, name, value);
            }

            builder.CloseComponent();
        };
        await using var renderer = new HtmlRenderer(Services, Services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<CascadingAuthenticationState>(ParameterView.FromDictionary(
                new Dictionary<string, object?> { [nameof(CascadingAuthenticationState.ChildContent)] = content }));
            return page.ToHtmlString();
        });
    }

    /// <summary>Lets time pass. What that set going on the page is done when this returns.</summary>
    public Task PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        return SettleAsync();
    }

    /// <summary>Ends when everything that waits for its turn on the page has had it.</summary>
    public Task SettleAsync() => Renderer.Dispatcher.InvokeAsync(() => { });

    /// <summary>Ends as soon as a condition of the receiver's holds, which is looked at after each of its changes.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (condition())
            {
                met.TrySetResult();
            }
        }

        Notifications.Changed += Look;
        try
        {
            Look();
            await met.Task.WaitAsync(Patience, Cancel);
            await SettleAsync();
        }
        finally
        {
            Notifications.Changed -= Look;
        }
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        if (_isFirst)
        {
            Database.Dispose();
        }
    }

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    /// <summary>The product's own registrations, so that nothing here has to follow them.</summary>
    private void AddBlog()
    {
        Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        var product = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        product.AddSignals();
        product.AddSettings();
        product.AddPosts();
        product.AddOnceOnly();
        product.AddComments();
        product.AddReactions();
        product.AddModeration();
        product.AddNotifications();
        product.AddAnnouncements();
        product.AddOperating();
        product.AddHealth();
        foreach (var service in product.Services)
        {
            Services.Add(service);
        }

        Services.AddLocalization();
        Services.AddMudServices();
        Services.AddScoped<BrowserTimeZone>();
        Services.AddSingleton(new WriteGate(writers: 1));
        Services.AddSingleton<WritingLimit>();
        Services.AddDbContextFactory<BlogDbContext>(options => options.UseSqlite(Database.ConnectionString).AddInterceptors(Database.Reads));
        Services.AddSingleton(ComponentDatabase.Epoch);
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton<ISignInWatch>(SignIns);
    }

    private async Task ForEachHandlerAsync(Func<CircuitHandler, Task> act)
    {
        foreach (var handler in Services.GetServices<CircuitHandler>())
        {
            await act(handler);
        }

        await SettleAsync();
    }
}

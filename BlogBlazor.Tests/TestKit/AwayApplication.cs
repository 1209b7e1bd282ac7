using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Notifications.Push;
using BlogBlazor.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Quartz;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// The application with a mail server, a push service and a clock to move. Regular work is done when the test says so: the
/// scheduler is there and does not start.
/// </summary>
public sealed class AwayApplication : IAsyncDisposable
{
    /// <summary>So long after it came, what nobody has seen is pushed.</summary>
    public static readonly TimeSpan PushDue = TimeSpan.FromSeconds(21);

    /// <summary>So long after it came, what nobody has seen is mailed.</summary>
    public static readonly TimeSpan MailDue = TimeSpan.FromMinutes(11);

    private readonly TestLog _log;

    private AwayApplication(BlogApplication app, LaterTime clock, TestMailServer mail, TestPushService push, TestLog log) =>
        (App, Clock, Mail, Push, _log) = (app, clock, mail, push, log);

    public BlogApplication App { get; }
    public LaterTime Clock { get; }
    public TestMailServer Mail { get; }
    public TestPushService Push { get; }

    /// <param name="address">Where the site stands, if not where its mail server says.</param>
    public static async Task<AwayApplication> StartAsync(string? address = null)
    {
        var (mail, push, clock, log) = (new TestMailServer(), await TestPushService.StartAsync(), new LaterTime(), new TestLog());
        var settings = new Dictionary<string, string>(mail.Settings) { ["Logging:LogLevel:BlogBlazor.Notifications"] = "Information" };
        settings["Site:Address"] = address ?? settings["Site:Address"];
        var app = BlogApplication.Start(settings, services: services =>
        {
            services.AddSingleton<ILoggerProvider>(log);
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
            services.Configure<QuartzHostedServiceOptions>(options => options.AutoStart = false);
            services.AddHttpClient(OutgoingRequests.Client).ConfigurePrimaryHttpMessageHandler(push.Handler);
        });
        return new AwayApplication(app, clock, mail, push, log);
    }

    /// <summary>Somebody whose address is confirmed, and who wants e-mails so often.</summary>
    public async Task<TestUser> RegisterAsync(
        string name, EmailFrequency frequency = EmailFrequency.Never, string? language = null, Action<NotificationSettings>? settings = null)
    {
        var user = await App.RegisterAsync(name);
        var id = (await user.ProfileAsync()).Id;
        await Mail.ReceiveAsync(); // To confirm the address.
        await using var db = await OpenAsync();
        await db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(u => u.EmailConfirmed, true).SetProperty(u => u.Language, language), Cancel);
        var wishes = new NotificationSettings { UserId = id, EmailFrequency = frequency };
        settings?.Invoke(wishes);
        db.Add(wishes);
        await db.SaveChangesAsync(Cancel);
        return user;
    }

    public async Task<TestBrowser> SubscribeAsync(TestUser user, string name)
    {
        var browser = Push.NewBrowser(name);
        using var added = await user.PostAsync("/api/push/subscriptions", browser.Subscription);
        added.EnsureSuccessStatusCode();
        return browser;
    }

    public async Task WantMessagesAsync(TestUser user, Channels channels)
    {
        var id = (await user.ProfileAsync()).Id;
        await using var db = await OpenAsync();
        await db.NotificationPreferences.Where(preference => preference.UserId == id && preference.Kind == "message").ExecuteDeleteAsync(Cancel);
        db.Add(new NotificationPreference { UserId = id, Kind = "message", Channels = channels });
        await db.SaveChangesAsync(Cancel);
    }

    /// <summary>One round, after so much time.</summary>
    public async Task RunAsync<TJob>(TimeSpan after = default, CancellationToken? stopping = null) where TJob : RegularJob
    {
        Clock.Later += after;
        await using var scope = App.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<TJob>(scope.ServiceProvider).RunAsync(stopping ?? Cancel);
    }

    /// <summary>What a job has told the operator, from Information on.</summary>
    public IEnumerable<string> Told<TJob>() => _log.Of(typeof(TJob).FullName!);

    public Task<BlogDbContext> OpenAsync() =>
        App.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Push.DisposeAsync();
        await Mail.DisposeAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}

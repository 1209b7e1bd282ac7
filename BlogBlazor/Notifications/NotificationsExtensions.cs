using BlogBlazor.Hosting;
using BlogBlazor.Notifications.Circuits;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Notifications.Email;
using BlogBlazor.Notifications.FanOut;
using BlogBlazor.Notifications.Hubs;
using BlogBlazor.Notifications.Pages;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Notifications.Push;
using BlogBlazor.Notifications.Rest;
using BlogBlazor.Notifications.ServerSentEvents;
using BlogBlazor.Notifications.Webhooks;
using BlogBlazor.Notifications.WebSockets;
using BlogBlazor.Scheduling;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Components.Web;

namespace BlogBlazor.Notifications;

public static class NotificationsExtensions
{
    /// <summary>What a process needs that only writes notifications.</summary>
    public static void AddNotifier(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<INotifier, Notifier>();

    public static void AddNotifications(this IHostApplicationBuilder builder)
    {
        builder.AddNotifier();
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<NotificationOptions>()
            .BindConfiguration(NotificationOptions.SectionName)
            .ValidateDataAnnotations();
        services.AddSingleton<NotificationStore>();
        services.AddSingleton<INotificationLog>(provider => provider.GetRequiredService<NotificationStore>());
        services.AddSingleton<NotificationMetrics>();
        services.AddSingleton<NotificationSubscriptions>();
        services.AddSingleton<NotificationText>();
        services.AddSingleton<NotificationFrames>();
        services.AddSingleton<CursorComparison>();
        services.AddHostedService(provider => provider.GetRequiredService<CursorComparison>());
        services.AddHostedService<NotificationRetention>();
        services.AddHostedService<FanOutWorker>();
        services.AddSingleton<FollowService>();
        services.AddSingleton<PreferencesService>();

        services.AddSingleton<NotificationReceivers>();
        services.AddHostedService<ReceiverDrain>();
        services.AddSingleton<ReceiverAdmission>();
        services.AddSingleton<MessageRateLimit>();
        services.AddSingleton<NotificationSocketSession.Services>();
        services.AddSingleton<NotificationSocketEndpoint>();
        services.AddSingleton<NotificationStreamEndpoint>();
        services.AddSignalR().AddHubOptions<NotificationHub>(options => options.MaximumReceiveMessageSize = 4 * 1024);

        services.AddWebhooks();
        services.AddSingleton<InboxActs>();
        services.AddScoped<HeldNotifications>();
        services.AddScoped<NotificationService>();
        services.AddScoped<InboxCommands>();
        services.AddScoped<BrowserTab>();
        services.AddScoped<CircuitHandler, NotificationCircuit>();

        builder.AddRegularJob<SnoozeJob>(TimeSpan.FromSeconds(30));
        builder.AddPush();
        builder.AddEmail();
    }

    private static void AddPush(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PushKeys>();
        builder.Services.AddSingleton<PushDevices>();
        builder.Services.AddSingleton<PushText>();
        builder.AddRegularJob<PushJob>(TimeSpan.FromSeconds(5));
    }

    private static void AddEmail(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UnsubscribeTokens>();
        builder.Services.AddScoped<HtmlRenderer>();
        builder.Services.AddScoped<NotificationEmail>();
        builder.AddRegularJob<EmailJob>(TimeSpan.FromSeconds(15));
    }

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        routes.MapNotificationsApi();
        routes.MapWebhooks();
        routes.MapPushApi();
        routes.MapUnsubscribe();
        routes.MapInboxForm();
        var services = routes.ServiceProvider;
        var sockets = services.GetRequiredService<NotificationSocketEndpoint>();
        // A WebSocket over HTTP/2 arrives as CONNECT.
        routes.MapMethods(NotificationSocketEndpoint.Path, [HttpMethods.Get, HttpMethods.Connect], (Delegate)sockets.HandleAsync)
            .RequireRateLimiting(RateLimitPolicies.Handshake)
            .WithMetadata(new ChecksSignIn())
            .AllowTokens(TokenScopes.ReadNotifications)
            .ExcludeFromDescription();
        routes.MapGet(NotificationStreamEndpoint.Path, (Delegate)services.GetRequiredService<NotificationStreamEndpoint>().HandleAsync)
            .RequireRateLimiting(RateLimitPolicies.Handshake)
            .WithMetadata(new ChecksSignIn())
            .AllowTokens(TokenScopes.ReadNotifications)
            .ExcludeFromDescription();
        var admission = services.GetRequiredService<ReceiverAdmission>();
        routes.MapHub<NotificationHub>(NotificationHub.Path, options => options.CloseOnAuthenticationExpiration = true)
            .RequireAuthorization(policy => policy
                .RequireAuthenticatedUser()
                .RequireAssertion(context => context.Resource is HttpContext http && admission.MayUseItsSignIn(http)))
            .RequireRateLimiting(RateLimitPolicies.Handshake)
            .AllowTokens(TokenScopes.ReadNotifications);
    }
}

using BlogBlazor.Notifications.Webhooks.Incoming;

namespace BlogBlazor.Notifications.Webhooks;

internal static class WebhooksExtensions
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookLeases>();
        services.AddSingleton<WebhookDelivery>();
        services.AddHostedService<WebhookWorker>();
        services.AddHostedService<FailedDeliveryRetention>();
        services.AddScoped<WebhookService>();
        services.AddScoped<IncomingHookService>();
    }

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        routes.MapWebhooksApi();
        routes.MapIncomingHooksApi();
    }
}

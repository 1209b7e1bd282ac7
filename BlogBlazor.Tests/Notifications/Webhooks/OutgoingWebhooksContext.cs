using BlogBlazor.Accounts;
using BlogBlazor.Hosting;
using BlogBlazor.Notifications.Webhooks;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Webhooks;

/// <summary>Lan's webhooks as they see them, and a receiver that nothing really goes to.</summary>
public abstract class OutgoingWebhooksContext() : StaticPageContext(services =>
{
    services.AddSingleton(new OutgoingRule(allowsPrivate: false));
    services.AddSingleton<FakeReceiver>();
    services.AddHttpClient(OutgoingRequests.Client).ConfigurePrimaryHttpMessageHandler<FakeReceiver>();
})
{
    protected const string Url = "https://example.com/hook";
    protected const string Unsaved = "It could not be saved just now. Please try again.";

    protected static readonly DateTime Now = Start.UtcDateTime;

    protected FakeReceiver Receiver => Services.GetRequiredService<FakeReceiver>();

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    protected IRenderedComponent<OutgoingWebhooks> Open() =>
        Render<OutgoingWebhooks>(parameters => parameters.Add(hooks => hooks.UserId, Lan.Id));

    /// <returns>Its number.</returns>
    protected async Task<int> HookAsync(
        CurrentUser user, string url = Url, DateTime? deliveredAt = null, DateTime? failingSince = null, DateTime? disabledAt = null,
        int? status = null, string? answer = null, long cursor = 0, int attempts = 0, DateTime? retryAt = null) =>
        (await Rows.AddAsync(new Webhook
        {
            UserId = user.Id,
            Url = url,
            Secret = WebhookSignature.NewSecret(),
            CreatedAt = Now,
            Cursor = cursor,
            DeliveredAt = deliveredAt,
            FailingSince = failingSince,
            DisabledAt = disabledAt,
            Status = status,
            Answer = answer,
            Attempts = attempts,
            RetryAt = retryAt,
        })).Id;

    /// <summary>What it could not deliver.</summary>
    /// <returns>Its number.</returns>
    protected async Task<int> FailAsync(int webhookId, long sequence, DateTime? failedAt = null) =>
        (await Rows.AddAsync(new FailedDelivery
        {
            WebhookId = webhookId,
            Sequence = sequence,
            FailedAt = failedAt ?? Now,
            Status = 503,
            Answer = "Busy",
        })).Id;

    protected async Task<List<Webhook>> WebhooksAsync()
    {
        await using var db = await Rows.OpenAsync();
        return await db.Webhooks.AsNoTracking().OrderBy(w => w.Id).ToListAsync(Cancel);
    }

    protected async Task<List<FailedDelivery>> FailedAsync()
    {
        await using var db = await Rows.OpenAsync();
        return await db.FailedDeliveries.AsNoTracking().OrderBy(f => f.Id).ToListAsync(Cancel);
    }
}

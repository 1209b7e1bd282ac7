using System.Net;
using BlogBlazor.Data;
using BlogBlazor.Notifications.Webhooks;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Webhooks;

internal static class WebhookTestExtensions
{
    /// <returns>The secret.</returns>
    public static async Task<string> AddWebhookAsync(this TestUser user, string url)
    {
        using var response = await user.PostAsync("/api/webhooks", new { url });
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await TestUser.ReadAsync(response)).Text("secret")!;
    }

    /// <summary>Waits until the rows say so: they are written after the receiver has answered.</summary>
    public static async Task UntilAsync(this BlogApplication app, Func<Webhook, bool> condition)
    {
        using var patience = new CancellationTokenSource(TestSocket.Patience);
        while (!condition(await app.WebhookAsync()))
        {
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>The only one there is.</summary>
    public static async Task<Webhook> WebhookAsync(this BlogApplication app)
    {
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        return await db.Webhooks.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
    }
}

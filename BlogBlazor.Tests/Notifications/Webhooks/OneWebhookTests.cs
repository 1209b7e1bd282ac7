using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Webhooks;

/// <summary>Lan, and a receiver for her webhook.</summary>
[Trait("Category", "Integration")]
public abstract class OneWebhookTests : IAsyncLifetime
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal LaterTime Time { get; } = new();
    protected BlogApplication App { get; private set; } = null!;
    protected TestUser Lan { get; private set; } = null!;
    protected string LanId { get; private set; } = null!;
    protected WebhookReceiver Receiver { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        App = BlogApplication.Start(
            new Dictionary<string, string> { ["Notifications:ComparisonInterval"] = "00:00:00.100" },
            services: services => services.AddSingleton<TimeProvider>(Time));
        Lan = await App.RegisterAsync("lan");
        LanId = (await Lan.ProfileAsync()).Id;
        Receiver = await WebhookReceiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Receiver.DisposeAsync();
        Lan.Dispose();
        GC.SuppressFinalize(this);
    }
}

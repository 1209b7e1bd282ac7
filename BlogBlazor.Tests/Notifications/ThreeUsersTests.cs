using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications;

/// <summary>Lan, who is the administrator, Minh and Hoa.</summary>
[Trait("Category", "Integration")]
public abstract class ThreeUsersTests : IAsyncLifetime
{
    protected ThreeUsersTests() => App = BlogApplication.Start(services: services => services.AddSingleton<TimeProvider>(Time));

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal LaterTime Time { get; } = new();
    protected BlogApplication App { get; }
    protected TestUser Lan { get; private set; } = null!;
    protected TestUser Minh { get; private set; } = null!;
    protected TestUser Hoa { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Lan = await App.RegisterAsync("lan");
        Minh = await App.RegisterAsync("minh");
        Hoa = await App.RegisterAsync("hoa");
    }

    public async ValueTask DisposeAsync()
    {
        Lan.Dispose();
        Minh.Dispose();
        Hoa.Dispose();
        await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

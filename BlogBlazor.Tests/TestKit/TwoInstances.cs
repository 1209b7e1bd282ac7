using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Signals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Two instances of the application, A and B, on one database and one Redis.</summary>
public sealed class TwoInstances : IAsyncDisposable
{
    private TwoInstances(BlogApplication a, BlogApplication b) => (A, B) = (a, b);

    public BlogApplication A { get; }
    public BlogApplication B { get; }

    /// <summary>
    /// Cursors are compared every second, as operators may set it, or never: then only the backplane can carry what
    /// arrives on the other instance.
    /// </summary>
    public static TwoInstances Start(ITestRedis redis, bool comparing)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Redis"] = redis.ConnectionString,
            ["Notifications:ComparisonInterval"] = "00:00:01",
        };
        Action<IServiceCollection>? services = comparing ? null : StopTheComparisonClock;
        var a = BlogApplication.Start(settings, services: services);
        return new TwoInstances(a, BlogApplication.Start(settings, a.Database, services));
    }

    /// <summary>The same person's browser, sent to B by the load balancer.</summary>
    public TestUser OnB(TestUser user) => user.At(B.Address);

    public static SignalGroups GroupsOf(BlogApplication app) => app.Services.GetRequiredService<SignalGroups>();

    /// <summary>
    /// Returns once the backplane has carried a signal, from a sender that sees Redis to a receiver whose groups are
    /// joined: what joined before this is joined too, since joins are made in their order.
    /// </summary>
    public static async Task ConnectedAsync(BlogApplication from, BlogApplication to)
    {
        var (sender, receiver) = (GroupsOf(from), GroupsOf(to));
        var group = $"test_{Guid.NewGuid():N}";
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Either side says when it has come so far; the later of the two gets through.
        void Knock(string? joined) => sender.Send(group, new Knocked());
        sender.MayHaveMissed += Knock;
        receiver.MayHaveMissed += Knock;
        using (receiver.Join<Knocked>(group, _ => arrived.TrySetResult()))
        {
            await arrived.Task.WaitAsync(TestSocket.Patience);
        }

        sender.MayHaveMissed -= Knock;
        receiver.MayHaveMissed -= Knock;
    }

    public async ValueTask DisposeAsync()
    {
        await B.DisposeAsync();
        await A.DisposeAsync();
    }

    private static void StopTheComparisonClock(IServiceCollection services) => services.Replace(
        ServiceDescriptor.Singleton(provider => ActivatorUtilities.CreateInstance<CursorComparison>(provider, new FakeTimeProvider())));

    private sealed record Knocked;
}

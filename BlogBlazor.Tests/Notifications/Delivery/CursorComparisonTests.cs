using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Signals;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Delivery;

/// <summary>The net below the signals, without a receiver that might have been told otherwise.</summary>
[Trait("Category", "Integration")]
public sealed class CursorComparisonTests
{
    [Fact]
    public async Task What_another_instance_wrote_and_no_signal_told_of_is_found_at_the_next_interval()
    {
        await using var app = BlogApplication.Start(
            new Dictionary<string, string> { ["Notifications:ComparisonInterval"] = "00:00:00.100" });
        await using var other = BlogApplication.Start(database: app.Database);
        using var lan = await app.RegisterAsync("lan");
        var lanId = (await lan.ProfileAsync()).Id;
        var heard = new TaskCompletionSource<NotificationSignal>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var joined = app.Services.GetRequiredService<SignalGroups>()
            .Join<NotificationSignal>(NotificationSignal.GroupOf(lanId), signal => heard.TrySetResult(signal));

        await other.NotifyAsync(lanId, "from elsewhere");

        var signal = await heard.Task.WaitAsync(TestSocket.Patience, TestContext.Current.CancellationToken);
        signal.ShouldBe(new NotificationSignal(Latest: 1, Unread: 1, signal.Revision));
    }
}

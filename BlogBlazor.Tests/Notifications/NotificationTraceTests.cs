using System.Collections.Concurrent;
using System.Diagnostics;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications;

/// <summary>One trace follows a comment from its request on one instance to the frame on another.</summary>
[Trait("Category", "Slow")]
public sealed class NotificationTraceTests : IAsyncLifetime
{
    private readonly GarnetServerFixture _redis = new();
    private readonly ActivitySource _browser = new("Browser");
    private readonly ConcurrentQueue<Activity> _stopped = new();
    private readonly ActivityListener _listener;
    private readonly TaskCompletionSource _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ActivityTraceId _traceId;
    private TwoInstances _instances = null!;

    public NotificationTraceTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Browser" or "BlogBlazor" or "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            // Other tests of this process are heard, too.
            ActivityStopped = activity =>
            {
                if (activity.TraceId == _traceId)
                {
                    _stopped.Enqueue(activity);
                    if (activity.OperationName == "deliver")
                    {
                        _delivered.TrySetResult();
                    }
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public async ValueTask InitializeAsync()
    {
        await _redis.StartAsync();
        _instances = TwoInstances.Start(_redis, comparing: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _instances.DisposeAsync();
        await _redis.DisposeAsync();
        _listener.Dispose();
        _browser.Dispose();
    }

    [Fact]
    public async Task From_the_comment_on_one_instance_to_the_frame_on_another()
    {
        using var lan = await _instances.A.RegisterAsync("lan");
        using var minh = await _instances.A.RegisterAsync("minh");
        using var lanOnB = _instances.OnB(lan);
        var slug = await lan.PublishAsync();
        await using var onB = await lanOnB.ConnectAsync();
        await TwoInstances.ConnectedAsync(_instances.A, _instances.B);

        using (var click = _browser.StartActivity("click"))
        {
            _traceId = click!.TraceId;
            await minh.CommentAsync(slug);
        }

        await onB.ReceiveAsync("notification");
        await _delivered.Task.WaitAsync(TestSocket.Patience, TestContext.Current.CancellationToken);
        var request = _stopped.Single(activity => activity.OperationName == "Microsoft.AspNetCore.Hosting.HttpRequestIn");
        var notify = _stopped.Single(activity => activity.OperationName == "notify");
        notify.ParentSpanId.ShouldBe(request.SpanId);
        notify.GetTagItem("blogblazor.notification.kind").ShouldBe("comment");
        var deliver = _stopped.Single(activity => activity.OperationName == "deliver");
        deliver.ParentSpanId.ShouldBe(notify.SpanId);
        deliver.HasRemoteParent.ShouldBeTrue();
        deliver.GetTagItem("surface").ShouldBe("websocket");
    }
}

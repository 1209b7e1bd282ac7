using System.Diagnostics;
using BlogBlazor.Notifications.Delivery;

namespace BlogBlazor.Notifications;

/// <summary>
/// The trace of a notification: <c>notify</c> where its row is written, as part of whatever caused it, and <c>deliver</c> for
/// each receiver, on whatever instance. Signals carry it from one to the other. Without a listener there are no activities.
/// </summary>
internal static class NotificationTrace
{
    private static readonly ActivitySource Source = new("BlogBlazor");

    public static Activity? Notify(NotificationKind kind) => Source.StartActivity("notify", ActivityKind.Producer)?
        .SetTag("blogblazor.notification.kind", kind.Name);

    public static Activity? Deliver(NotificationSignal signal, Surface surface) =>
        ActivityContext.TryParse(signal.TraceParent, traceState: null, isRemote: true, out var cause)
            ? Source.StartActivity("deliver", ActivityKind.Consumer, cause)?
                .SetTag(NotificationMetrics.SurfaceTag, NotificationMetrics.NameOf(surface))
            : null;
}

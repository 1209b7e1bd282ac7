using BlogBlazor.Signals;

namespace BlogBlazor.Notifications.Delivery;

/// <summary>Opens subscriptions, which every surface reads.</summary>
public sealed class NotificationSubscriptions(
    SignalGroups groups, INotificationLog log, NotificationMetrics metrics, TimeProvider time)
{
    /// <summary>The subscription is in the user's group when this returns, and leaves it when disposed.</summary>
    /// <param name="after">The receiver's cursor; null for what is new from now on.</param>
    /// <param name="epoch">The epoch the cursor belongs to, once the receiver knows it.</param>
    public NotificationSubscription Open(string userId, long? after, string? epoch, Surface surface)
    {
        var subscription = new NotificationSubscription(userId, after, epoch, log, time)
        {
            Telemetry = new ReceiverTelemetry(metrics, surface, time),
        };
        subscription.Membership = groups.Join<NotificationSignal>(NotificationSignal.GroupOf(userId), subscription.Offer);
        return subscription;
    }
}

namespace BlogBlazor.Notifications.Webhooks;

/// <summary>When a failed delivery is tried again, and when it is given up.</summary>
public static class WebhookRetries
{
    /// <summary>After each failure; after the one that follows the last of them the notification is given up.</summary>
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(4),
    ];

    /// <summary>A webhook that did nothing but fail for so long is switched off, with the last attempt to deliver a notification.</summary>
    public static readonly TimeSpan LongestFailing = TimeSpan.FromDays(3);

    /// <param name="failures">So far, the latest one too.</param>
    /// <param name="retryAfter">What the receiver asked for; up to a day of it is granted.</param>
    /// <param name="random">From 0 to 1: receivers that failed together are not tried together.</param>
    /// <returns>Null when there was the last attempt.</returns>
    public static TimeSpan? Delay(int failures, TimeSpan? retryAfter, double random)
    {
        if (failures > Delays.Length)
        {
            return null;
        }

        var delay = Delays[failures - 1] * (0.8 + (0.4 * random));
        var asked = retryAfter < TimeSpan.FromDays(1) ? retryAfter : retryAfter is null ? null : TimeSpan.FromDays(1);
        return asked > delay ? asked : delay;
    }
}

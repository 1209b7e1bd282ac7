using System.ComponentModel.DataAnnotations;

namespace BlogBlazor.Notifications;

/// <summary>The messages name the keys: they are all that an operator gets to see of a wrong value.</summary>
public sealed class NotificationOptions
{
    public const string SectionName = "Notifications";

    /// <summary>Sites, besides this one, whose pages may open sockets with this site's cookie, and call the API with a token.</summary>
    public string[] AllowedOrigins { get; init; } = [];

    /// <summary>How often the cursors of connected receivers are compared with the database.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00", ErrorMessage = "Notifications:ComparisonInterval must be from {1} to {2}.")]
    public TimeSpan ComparisonInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>At least every 15 s by the contract (25 s on a WebSocket); below a proxy's usual idle cut of 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:15", ErrorMessage = "Notifications:HeartbeatInterval must be from {1} to {2}.")]
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Open sockets, event streams, hub subscriptions and long polls of one user on one instance: ten tabs and devices.</summary>
    [Range(1, 1000, ErrorMessage = "Notifications:MaxSocketsPerUser must be from {1} to {2}.")]
    public int MaxSocketsPerUser { get; init; } = 10;

    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00", ErrorMessage = "Notifications:Retention must be from {1} to {2}.")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(180);

    /// <summary>At most so many of one user's newest are kept.</summary>
    [Range(1, 10_000_000, ErrorMessage = "Notifications:MaxKeptPerUser must be from {1} to {2}.")]
    public int MaxKeptPerUser { get; init; } = 100_000;
}

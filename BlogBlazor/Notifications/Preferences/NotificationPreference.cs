namespace BlogBlazor.Notifications.Preferences;

/// <summary>The channels that a user chose for a kind. What was not chosen goes where the kind goes by default.</summary>
public sealed class NotificationPreference
{
    public required string UserId { get; init; }

    /// <summary><see cref="NotificationKind.ChosenAs"/>.</summary>
    public required string Kind { get; init; }

    public Channels Channels { get; set; }
}

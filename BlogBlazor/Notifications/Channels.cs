namespace BlogBlazor.Notifications;

/// <summary>The ways by which a notification reaches somebody. What is in the app is on every surface there.</summary>
[Flags]
public enum Channels
{
    None = 0,
    InApp = 1,
    Push = 2,
    Email = 4,
}

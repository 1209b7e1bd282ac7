namespace BlogBlazor.Notifications.Email;

public static class EmailKinds
{
    /// <summary>Their server refused the address, and nothing is mailed there any more.</summary>
    public static readonly NotificationKind Refused = new("email", "Your mail server refused {1}, so no more e-mails are sent. Check the address and turn them on again.")
    {
        Label = "Trouble with your e-mails",
        CanBeMuted = false,
        Default = Channels.InApp | Channels.Push,
    };
}

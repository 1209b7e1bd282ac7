namespace BlogBlazor.Notifications.Delivery;

/// <summary>What a subscription yields, with the user's unread count at that point.</summary>
public abstract record NotificationEvent(int Unread);

/// <summary>Always the first.</summary>
public sealed record Welcomed(InboxSnapshot Snapshot) : NotificationEvent(Snapshot.Unread);

/// <summary>The receiver's numbers are not of this database, or older than what is kept: it starts again from the oldest.</summary>
public sealed record WasReset(string Epoch, long Oldest, int Unread) : NotificationEvent(Unread);

public sealed record Delivered(Notification Notification, int Unread) : NotificationEvent(Unread);

/// <summary>A delivered notification lost its cause, or the next one had lost it before it was delivered, or is hidden.</summary>
public sealed record Retracted(long Sequence, int Unread) : NotificationEvent(Unread);

public sealed record ReadChanged(ReadMark Mark, int Unread) : NotificationEvent(Unread);

public sealed record StateChanged(InboxChange Change, int Unread) : NotificationEvent(Unread);

/// <summary>A signal that yields nothing else knows another unread count than the receiver had last.</summary>
public sealed record Recounted(int Unread) : NotificationEvent(Unread);

/// <summary>The line is alive, and this is what there is: a number beyond the cursor tells the receiver to ask again.</summary>
public sealed record Heartbeat(long Latest, int Unread) : NotificationEvent(Unread);

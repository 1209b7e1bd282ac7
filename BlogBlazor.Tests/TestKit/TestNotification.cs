using BlogBlazor.Comments;
using BlogBlazor.Notifications;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Notifications of lan's that are in no database.</summary>
internal static class TestNotification
{
    public static Notification Message(long sequence, string? text = null, string? group = null) =>
        Of(NotificationKind.Message.Name, sequence, $"/messages/{sequence}", group, text);

    /// <summary>Of a comment by minh on "News".</summary>
    public static Notification Comment(long sequence, string? group) =>
        Of(CommentKinds.Comment.Name, sequence, $"/posts/news#comment-{sequence}", group);

    public static Notification Of(string kind, long sequence, string link, string? group, string? text = null) => new()
    {
        RecipientId = ComponentDatabase.Lan.Id,
        Sequence = sequence,
        Kind = kind,
        Subject = $"posts/1/comments/{sequence}",
        Link = link,
        Actor = new Actor(ComponentDatabase.Minh.Id, ComponentDatabase.Minh.Handle, ComponentDatabase.Minh.DisplayName),
        Text = text,
        Title = "News",
        Group = group,
        CreatedAt = DateTime.UnixEpoch,
    };
}

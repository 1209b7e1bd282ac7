using BlogBlazor.Notifications;

namespace BlogBlazor.Comments;

public static class CommentKinds
{
    public static readonly NotificationKind Reply = new("reply", "{0} replied to your comment on {2}")
    {
        Label = "Replies to your comments",
        Several = "{3} new replies to your comments on {2}",
    };

    public static readonly NotificationKind Comment = new("comment", "{0} commented on your post {2}")
    {
        Label = "Comments on your posts",
        Untitled = "",
        Several = "{3} new comments on your post {2}",
    };

    public static readonly NotificationKind Mention = new("mention", "{0} mentioned you in {2}")
    {
        Label = "Mentions of you",
        IsPersonal = true,
    };

    public static readonly NotificationKind Followed = new("followed", "{0} commented on {2}, which you follow")
    {
        Label = "Comments on posts you follow",
        Several = "{3} new comments on {2}, which you follow",
        Default = Channels.InApp,
    };
}

using BlogBlazor.Notifications;

namespace BlogBlazor.Posts;

public static class PostKinds
{
    public static readonly NotificationKind Published = new("post", "{0} published {2}")
    {
        Label = "New posts by people you follow",
        Several = "{3} new posts by {0}",
        GroupsByActor = true,
    };
}

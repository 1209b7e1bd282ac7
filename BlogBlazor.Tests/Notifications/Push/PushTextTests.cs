using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Away;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Notifications.Push;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using static BlogBlazor.Tests.TestKit.TestNotification;

namespace BlogBlazor.Tests.Notifications.Push;

/// <summary>What a push says, where it leads, and which earlier one it takes the place of.</summary>
public sealed class PushTextTests : BlogBunitContext
{
    private static readonly Recipient Recipient = new(Lan.Id, null, false, null, NotificationSettings.Of(Lan.Id));

    [Fact]
    public void One_stands_for_itself()
    {
        var content = Of(Message(5, "Hello"));

        (content.Title, content.Body, content.Link, content.Tag).ShouldBe(("BlogBlazor", "Hello", "/messages/5", "n5"));
        (content.Count, content.Unread).ShouldBe((1, 7));
        content.Ids.ShouldBe([5]);
    }

    [Fact]
    public void Those_about_one_thing_are_its_sentence_and_take_the_place_of_the_ones_before()
    {
        var content = Of(Comment(5, "post 1"), Comment(6, "post 1"));

        (content.Title, content.Body).ShouldBe(("BlogBlazor", "2 new comments on your post “News”"));
        (content.Link, content.Tag).ShouldBe(("/posts/news#comment-6", "post 1"));
        content.Ids.ShouldBe([5, 6]);
        content.Topic.ShouldBe(Of(Comment(7, "post 1")).Topic);
        content.Topic.ShouldNotBe(Of(Comment(7, "post 2")).Topic);
        content.Topic.Length.ShouldBe(32);
    }

    [Fact]
    public void Others_are_a_number_with_the_newest_three()
    {
        var content = Of(Message(1, "one"), Comment(2, "post 1"), Message(3, "three"), Comment(4, "post 1"), Message(5, "five"));

        content.Title.ShouldBe("5 new notifications on BlogBlazor");
        content.Body.ShouldBe("five\n2 new comments on your post “News”\nthree");
        (content.Link, content.Tag, content.Count).ShouldBe(("/notifications", "inbox", 5));
        content.Ids.ShouldBeEmpty("a click opens the inbox, and reads nothing");
    }

    [Fact]
    public void A_group_of_which_not_all_are_known_is_a_number()
    {
        var content = Of(count: 60, Comment(59, "post 1"), Comment(60, "post 1"));

        (content.Title, content.Tag, content.Link).ShouldBe(("60 new notifications on BlogBlazor", "inbox", "/notifications"));
        content.Ids.ShouldBeEmpty();
    }

    [Fact]
    public void It_speaks_the_language_that_is_spoken()
    {
        Speak("vi");

        Of(Message(1, "một"), Message(2, "hai")).Title.ShouldBe("2 thông báo mới trên BlogBlazor");
    }

    private PushContent Of(params Notification[] notifications) => Of(notifications.Length, notifications);

    private PushContent Of(int count, params Notification[] notifications) => Services.GetRequiredService<PushText>().Of(
        new UnseenNotifications(Recipient, notifications, count, DateTime.UnixEpoch, UpTo: 100, Unread: 7));
}

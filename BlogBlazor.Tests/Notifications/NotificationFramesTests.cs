using System.Text.Json;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications;

/// <summary>What leaves on every surface, letter by letter: scripts of others rely on it.</summary>
public sealed class NotificationFramesTests
{
    private readonly NotificationFrames _frames = new(new NotificationText(InLanguage.Texts));

    public static TheoryData<NotificationEvent, string> Frames => new()
    {
        {
            new Welcomed(new InboxSnapshot("e1", Oldest: 2, Latest: 7, Unread: 3, Revision: 9, SeenUpTo: 5)),
            """{"type":"welcome","epoch":"e1","oldest":2,"latest":7,"unread":3}"""
        },
        { new WasReset("e1", Oldest: 2, Unread: 3), """{"type":"reset","epoch":"e1","oldest":2}""" },
        { new Heartbeat(Latest: 7, Unread: 3), """{"type":"heartbeat","latest":7,"unread":3}""" },
        { new ReadChanged(new ReadMark(UpTo: 7, Ids: null), Unread: 0), """{"type":"read","upTo":7,"unread":0}""" },
        { new ReadChanged(new ReadMark(UpTo: null, Ids: [2, 4]), Unread: 1), """{"type":"read","ids":[2,4],"unread":1}""" },
        { new StateChanged(new InboxChange(InboxState.Seen, Ids: null, UpTo: 7), Unread: 3), """{"type":"change","state":"seen","upTo":7,"unread":3}""" },
        { new StateChanged(new InboxChange(InboxState.Archived, [4]), Unread: 2), """{"type":"change","state":"archived","ids":[4],"unread":2}""" },
        { new Retracted(Sequence: 4, Unread: 2), """{"type":"retract","id":4,"unread":2}""" },
        {
            new Delivered(TestNotification.Message(7, "Xin chào", group: "messages"), Unread: 3),
            """{"type":"notification","id":7,"message":"Xin chào","kind":"message","link":"/messages/7","actor":{"handle":"minh","displayName":"Minh"},"createdAt":"1970-01-01T00:00:00Z","unread":3}"""
        },
    };

    [Theory]
    [MemberData(nameof(Frames), DisableDiscoveryEnumeration = true)]
    public void Each_event_has_its_frame(NotificationEvent happened, string json)
    {
        var frame = _frames.Of(happened).ShouldNotBeNull();

        JsonSerializer.Serialize(frame.Body, NotificationFrames.Json).ShouldBe(json);
        json.ShouldContain($"\"type\":\"{frame.Type}\"");
    }

    [Fact]
    public void A_count_alone_has_none() => _frames.Of(new Recounted(3)).ShouldBeNull();
}

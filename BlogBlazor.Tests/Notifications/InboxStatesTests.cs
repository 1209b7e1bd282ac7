using BlogBlazor.Comments;
using BlogBlazor.Data;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Notifications.Email;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Notifications.Push;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications;

/// <summary>Seen, read, archived: what one surface does, the others hear, with the server's count.</summary>
[Trait("Category", "Integration")]
public sealed class InboxStatesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_archived_leaves_the_inbox_read_and_comes_back_as_it_was()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 3);
        var (store, id) = (Store(app), (await lan.ProfileAsync()).Id);
        await store.MarkReadAsync(id, new ReadMark(null, [2]), Cancel);
        await using var socket = await lan.ConnectAsync("?after=3");
        (await socket.ReceiveAsync()).Type().ShouldBe("welcome");

        (await store.ArchiveAsync(id, [1, 2], until: null, Cancel)).Unread.ShouldBe(1);

        var frame = await socket.ReceiveAsync("change");
        frame.Text("state").ShouldBe("archived");
        frame.Number("unread").ShouldBe(1);
        frame.GetProperty("ids").EnumerateArray().Select(n => n.GetInt64()).ShouldBe([1, 2]);
        (await NumbersAsync(app, id, new InboxFilter())).ShouldBe([3]);
        (await NumbersAsync(app, id, new InboxFilter(InboxView.Archived))).ShouldBe([2, 1]);
        // Whoever catches up takes a number that is passed over for one that is gone: it is not.
        (await lan.GetJsonAsync("/api/notifications")).Ids().ShouldBe([1, 2, 3]);

        (await store.UnarchiveAsync(id, [1, 2], Cancel)).ShouldBe(2);

        (await socket.ReceiveAsync("change")).Text("state").ShouldBe("inbox");
        (await NumbersAsync(app, id, new InboxFilter(InboxView.Unread))).ShouldBe([3, 1]);
        (await NumbersAsync(app, id, new InboxFilter(InboxView.Archived))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Everything_marked_as_read_at_once_is_unread_again_and_nothing_else()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 4);
        var (store, id) = (Store(app), (await lan.ProfileAsync()).Id);
        await store.MarkReadAsync(id, new ReadMark(null, [2]), Cancel);
        var all = await store.MarkReadAsync(id, new ReadMark(long.MaxValue, null), Cancel);
        all.Unread.ShouldBe(0);
        await using var socket = await lan.ConnectAsync("?after=4");
        (await socket.ReceiveAsync()).Type().ShouldBe("welcome");

        (await store.UndoReadAsync(id, all.At, Cancel)).ShouldBe(3);

        var frame = await socket.ReceiveAsync("change");
        frame.Text("state").ShouldBe("unread");
        frame.Number("unread").ShouldBe(3);
        (await NumbersAsync(app, id, new InboxFilter(InboxView.Unread))).ShouldBe([4, 3, 1]);
        (await store.MarkUnreadAsync(id, [2, 3], Cancel)).ShouldBe(4);
    }

    [Fact]
    public async Task What_was_seen_is_known_by_its_last_number_and_does_not_go_back()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 3);
        var (store, id) = (Store(app), (await lan.ProfileAsync()).Id);
        await using var socket = await lan.ConnectAsync("?after=3");
        (await socket.ReceiveAsync()).Type().ShouldBe("welcome");

        await store.MarkSeenAsync(id, 2, Cancel);
        await store.MarkSeenAsync(id, 1, Cancel);
        await store.MarkSeenAsync(id, long.MaxValue, Cancel);

        (await socket.ReceiveAsync("change")).Number("upTo").ShouldBe(2);
        var last = await socket.ReceiveAsync("change");
        last.Number("upTo").ShouldBe(3);
        last.Number("unread").ShouldBe(3);
        (await store.ReadSnapshotAsync(id, Cancel)).SeenUpTo.ShouldBe(3);
    }

    [Fact]
    public async Task What_was_seen_to_its_end_is_due_nowhere_but_what_is_wanted_elsewhere_alone()
    {
        await using var app = await AwayApplication.StartAsync();
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        using var phone = await app.SubscribeAsync(lan, "phone");
        await app.App.NotifyAsync(lan, 2);

        (await SeeAsync(1)).ShouldBe((true, true));
        (await SeeAsync(2)).ShouldBe((false, false));

        await app.WantMessagesAsync(lan, Channels.Push);
        await app.App.NotifyAsync(lan, 1);
        (await SeeAsync(3)).ShouldBe((true, false));
        await app.RunAsync<PushJob>(AwayApplication.PushDue);
        app.Push.Requests.Count.ShouldBe(1);
        await app.WantMessagesAsync(lan, Channels.Email);
        await app.App.NotifyAsync(lan, 1);
        (await SeeAsync(4)).ShouldBe((false, true));
        await app.RunAsync<EmailJob>(AwayApplication.MailDue);
        app.Mail.Messages.Count.ShouldBe(1);

        // What has been sent is no reason to wait any longer.
        await app.WantMessagesAsync(lan, Channels.InApp | Channels.Push | Channels.Email);
        await app.App.NotifyAsync(lan, 1);
        (await SeeAsync(5)).ShouldBe((false, false));

        async Task<(bool IsPushDue, bool IsMailDue)> SeeAsync(long upTo)
        {
            var id = (await lan.ProfileAsync()).Id;
            await Store(app.App).MarkSeenAsync(id, upTo, Cancel);
            await using var db = await app.OpenAsync();
            var inbox = await db.Inboxes.SingleAsync(i => i.UserId == id, Cancel);
            return (inbox.PushDueAt is not null, inbox.EmailDueAt is not null);
        }
    }

    [Fact]
    public async Task Nobody_touches_the_inbox_of_another()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        await app.NotifyAsync(lan, 2);
        var (store, lanId, minhId) = (Store(app), (await lan.ProfileAsync()).Id, (await minh.ProfileAsync()).Id);

        await store.ArchiveAsync(minhId, [1, 2], until: null, Cancel);
        await store.MarkReadAsync(minhId, new ReadMark(long.MaxValue, null), Cancel);
        await store.MarkSeenAsync(minhId, 2, Cancel);

        (await NumbersAsync(app, lanId, new InboxFilter(InboxView.Unread))).ShouldBe([2, 1]);
        (await store.ReadSnapshotAsync(lanId, Cancel)).SeenUpTo.ShouldBe(0);
    }

    [Fact]
    public async Task Comments_on_one_post_are_one_entry_that_opens()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var (first, second) = (await lan.PublishAsync("First"), await lan.PublishAsync("Second"));
        foreach (var slug in new[] { first, second, first, first })
        {
            await minh.CommentAsync(slug);
        }

        var (store, id) = (Store(app), (await lan.ProfileAsync()).Id);
        await app.NotifyAsync(lan, 2);
        await store.MarkReadAsync(id, new ReadMark(null, [1]), Cancel);

        var entries = await store.ListInboxAsync(id, new InboxFilter(), long.MaxValue, 30, Cancel);

        entries.Select(e => (e.Newest.Sequence, e.Count, e.Unread)).ShouldBe([(6, 1, 1), (5, 1, 1), (4, 3, 2), (2, 1, 1)]);
        entries[2].Newest.Title.ShouldBe("First");
        (await NumbersAsync(app, id, new InboxFilter(Group: entries[2].Newest.Group))).ShouldBe([4, 3, 1]);
        (await NumbersAsync(app, id, new InboxFilter(Kind: CommentKinds.Comment.Name))).ShouldBe([4, 2]);
        var next = await store.ListInboxAsync(id, new InboxFilter(), before: 4, 30, Cancel);
        next.Select(e => e.Newest.Sequence).ShouldBe([2]);
    }

    private static NotificationStore Store(BlogApplication app) => app.Services.GetRequiredService<NotificationStore>();

    private static async Task<IEnumerable<long>> NumbersAsync(BlogApplication app, string userId, InboxFilter filter) =>
        (await Store(app).ListInboxAsync(userId, filter, long.MaxValue, 100, Cancel)).Select(entry => entry.Newest.Sequence);
}

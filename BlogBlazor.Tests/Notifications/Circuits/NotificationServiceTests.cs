using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Circuits;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.Circuits;

public sealed class NotificationServiceTests : BlogBunitContext
{
    [Fact]
    public async Task It_listens_from_its_start_until_it_is_disposed()
    {
        IsListening(Lan).ShouldBeFalse();

        await Notifications.StartAsync(null);
        IsListening(Lan).ShouldBeTrue();
        SignIns.Open.ShouldBe(1);

        await Notifications.DisposeAsync();
        IsListening(Lan).ShouldBeFalse();
        SignIns.Open.ShouldBe(0);
    }

    [Fact]
    public async Task Starting_twice_listens_once()
    {
        var arrived = Arrivals(Notifications);

        await Notifications.StartAsync(null);
        await Notifications.StartAsync(null);
        await Rows.NotifyAsync(Lan, 1);
        await UntilAsync(() => arrived.Count > 0);

        arrived.ShouldHaveSingleItem().Newest.ShouldHaveSingleItem().Sequence.ShouldBe(1);
        SignIns.Open.ShouldBe(1);
    }

    [Fact]
    public async Task Disposing_a_receiver_that_never_started_is_fine()
    {
        await Notifications.DisposeAsync();

        IsListening(Lan).ShouldBeFalse();
    }

    [Fact]
    public async Task A_start_after_the_end_does_nothing()
    {
        await Notifications.DisposeAsync();

        await Should.NotThrowAsync(() => Notifications.StartAsync(null));

        IsListening(Lan).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_there_before_the_first_visit_is_counted_and_not_shown()
    {
        await Rows.NotifyAsync(Lan, 3);
        var arrived = Arrivals(Notifications);

        await Notifications.StartAsync(null);

        await UntilAsync(() => Notifications.Cursor is not null);
        arrived.ShouldBeEmpty();
        Notifications.Unread.ShouldBe(3);
        Notifications.Cursor.ShouldBe(new NotificationCursor(ComponentDatabase.Epoch.Value, 3));
    }

    [Fact]
    public async Task It_starts_after_a_cursor_and_brings_what_was_missed_together()
    {
        await Rows.NotifyAsync(Lan, 5);
        var arrived = Arrivals(Notifications);

        await Notifications.StartAsync(new NotificationCursor(ComponentDatabase.Epoch.Value, 2));

        await UntilAsync(() => Notifications.Cursor?.Sequence == 5);
        arrived.ShouldHaveSingleItem().Newest.Select(n => n.Sequence).ShouldBe([3, 4, 5]);
    }

    [Fact]
    public async Task The_cursor_never_runs_ahead_of_what_was_delivered()
    {
        await Rows.NotifyAsync(Lan, 5);
        var cursors = new List<long>();
        Notifications.Changed += () => cursors.Add(Notifications.Cursor!.Sequence);

        await Notifications.StartAsync(new NotificationCursor(ComponentDatabase.Epoch.Value, 2));
        await UntilAsync(() => Notifications.Cursor?.Sequence == 5);

        cursors.ShouldBe(cursors.Order());
        cursors[0].ShouldBe(2);
    }

    [Fact]
    public async Task What_was_read_on_another_device_meanwhile_is_not_shown()
    {
        await Rows.NotifyAsync(Lan, 3);
        await Rows.MarkReadAsync(Lan, 1, 3);
        var arrived = Arrivals(Notifications);

        await Notifications.StartAsync(new NotificationCursor(ComponentDatabase.Epoch.Value, 0));

        await UntilAsync(() => Notifications.Cursor?.Sequence == 3);
        arrived.SelectMany(a => a.Newest).Select(n => n.Sequence).ShouldBe([2]);
    }

    [Fact]
    public async Task A_cursor_of_another_database_starts_again_from_the_oldest()
    {
        await Rows.NotifyAsync(Lan, 2);
        var arrived = Arrivals(Notifications);

        await Notifications.StartAsync(new NotificationCursor("another database", 7));

        await UntilAsync(() => Notifications.Cursor?.Sequence == 2);
        arrived.SelectMany(a => a.Newest).Select(n => n.Sequence).ShouldBe([1, 2]);
        Notifications.Cursor!.Epoch.ShouldBe(ComponentDatabase.Epoch.Value);
    }

    [Fact]
    public async Task A_sign_in_that_is_no_longer_valid_is_told_and_listens_to_nothing()
    {
        SignIns.Refuses = true;
        var signedOut = 0;
        Notifications.SignedOut += () => signedOut++;

        await Notifications.StartAsync(null);

        signedOut.ShouldBe(1);
        IsListening(Lan).ShouldBeFalse();
    }

    [Fact]
    public async Task A_sign_in_that_ends_is_told_and_stops_the_listening()
    {
        var signedOut = new TaskCompletionSource();
        Notifications.SignedOut += signedOut.SetResult;
        await Notifications.StartAsync(null);

        SignIns.EndAll();

        await signedOut.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        IsListening(Lan).ShouldBeFalse();
    }

    [Fact]
    public async Task A_failing_check_of_the_sign_in_delays_and_loses_nothing()
    {
        SignIns.FailsOnce = new InvalidOperationException("the database is away");
        var arrived = Arrivals(Notifications);
        await Notifications.StartAsync(new NotificationCursor(ComponentDatabase.Epoch.Value, 0));
        await Rows.NotifyAsync(Lan, 1);

        Clock.Advance(TimeSpan.FromSeconds(1));

        await UntilAsync(() => Notifications.Cursor?.Sequence == 1);
        arrived.ShouldHaveSingleItem().Newest.ShouldHaveSingleItem().Sequence.ShouldBe(1);
    }

    [Fact]
    public async Task Two_tabs_of_one_user_agree_on_what_is_read()
    {
        await Rows.NotifyAsync(Lan, 2);
        await using var other = OpenAnotherTab();
        await Notifications.StartAsync(null);
        await other.Notifications.StartAsync(null);

        await Commands.DoAsync(InboxAct.Read, new Chosen([1]));
        await UntilAsync(() => Notifications.Unread == 1);
        await other.UntilAsync(() => other.Notifications.Unread == 1);

        await other.Commands.DoAsync(InboxAct.ReadAll, Chosen.None);
        await UntilAsync(() => Notifications.Unread == 0);
        await other.UntilAsync(() => other.Notifications.Unread == 0);
    }

    [Fact]
    public async Task Marking_all_as_read_tells_the_others_the_last_number_there_is()
    {
        await Rows.NotifyAsync(Lan, 2);
        var told = new List<ReadMark>();
        await Notifications.StartAsync(null);
        Notifications.Settled += told.Add;

        await Commands.DoAsync(InboxAct.ReadAll, Chosen.None);

        await UntilAsync(() => Notifications.Unread == 0);
        told.ShouldHaveSingleItem().UpTo.ShouldBe(2);
    }

    [Fact]
    public async Task Closing_one_tab_leaves_the_other_listening()
    {
        await Notifications.StartAsync(null);
        await using (var other = OpenAnotherTab())
        {
            await other.Notifications.StartAsync(null);
        }

        IsListening(Lan).ShouldBeTrue();
        await Rows.NotifyAsync(Lan, 1);
        await UntilAsync(() => Notifications.Unread == 1);
    }

    [Fact]
    public async Task What_was_seen_on_another_device_meanwhile_is_not_shown()
    {
        await Rows.NotifyAsync(Lan, 3);
        await Commands.MarkSeenAsync(2);
        var arrived = Arrivals(Notifications);

        await Notifications.StartAsync(new NotificationCursor(ComponentDatabase.Epoch.Value, 0));

        await UntilAsync(() => Notifications.Cursor?.Sequence == 3);
        arrived.SelectMany(a => a.Newest).Select(n => n.Sequence).ShouldBe([3]);
        Notifications.HasUnseen.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_seen_on_one_tab_is_seen_on_the_other()
    {
        await Rows.NotifyAsync(Lan, 2);
        await using var other = OpenAnotherTab();
        await Notifications.StartAsync(null);
        await other.Notifications.StartAsync(null);

        await other.Commands.MarkSeenAsync(2);

        await UntilAsync(() => !Notifications.HasUnseen);
        Notifications.SeenUpTo.ShouldBe(2);
        Notifications.Unread.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_read_is_not_unseen()
    {
        await Rows.NotifyAsync(Lan, 2);
        await Notifications.StartAsync(null);
        await UntilAsync(() => Notifications.HasUnseen);

        await Rows.MarkReadAsync(Lan, 1, 2);

        await UntilAsync(() => Notifications.Unread == 0);
        Notifications.HasUnseen.ShouldBeFalse();
        Notifications.SeenUpTo.ShouldBe(0);
    }

    [Fact]
    public async Task Before_it_receives_the_counts_are_read_once_and_told()
    {
        await Rows.NotifyAsync(Lan, 2);
        var told = 0;
        Notifications.Changed += () => told++;

        await Notifications.LoadAsync();
        await Notifications.LoadAsync();

        (Notifications.Unread, Notifications.Latest, Notifications.SeenUpTo, told).ShouldBe((2, 2, 0, 1));
        IsListening(Lan).ShouldBeFalse();
    }

    [Fact]
    public async Task Once_it_receives_the_counts_are_not_read_again()
    {
        await Notifications.StartAsync(null);
        Database.TakeAway("Inboxes");

        await Should.NotThrowAsync(Notifications.LoadAsync);
    }

    [Fact]
    public async Task A_cursor_of_another_database_stands_before_the_oldest_until_that_is_delivered()
    {
        await Rows.NotifyAsync(Lan, 2);
        var cursors = new List<NotificationCursor>();
        Notifications.Changed += () => cursors.Add(Notifications.Cursor!);

        await Notifications.StartAsync(new NotificationCursor("another database", 7));
        await UntilAsync(() => Notifications.Cursor?.Sequence == 2);

        cursors.First(cursor => cursor.Epoch == ComponentDatabase.Epoch.Value).Sequence.ShouldBe(0);
    }

    [Fact]
    public async Task Taking_an_old_one_back_moves_no_cursor()
    {
        await Rows.NotifyAsync(Lan, "one", subject: "first");
        await Rows.NotifyAsync(Lan, "two", subject: "second");
        await Notifications.StartAsync(null);
        await UntilAsync(() => Notifications.Cursor?.Sequence == 2);

        await Rows.RetractAsync("first");
        await UntilAsync(() => Notifications.Unread == 1);
        Notifications.Cursor!.Sequence.ShouldBe(2);
    }

    [Fact]
    public async Task One_that_lost_its_cause_before_it_was_delivered_is_passed_over()
    {
        await Rows.NotifyAsync(Lan, "one", subject: "first");
        await Rows.RetractAsync("first");
        var arrived = Arrivals(Notifications);

        await Notifications.StartAsync(new NotificationCursor(ComponentDatabase.Epoch.Value, 0));

        await UntilAsync(() => Notifications.Cursor?.Sequence == 1);
        arrived.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_does_not_listen_any_more_hears_nothing()
    {
        var arrived = new List<Arrival>();
        Notifications.Arrived += arrived.Add;
        Notifications.Arrived -= arrived.Add;
        await Notifications.StartAsync(null);

        await Rows.NotifyAsync(Lan, 1);

        await UntilAsync(() => Notifications.Unread == 1);
        arrived.ShouldBeEmpty();
    }

    private static List<Arrival> Arrivals(NotificationService notifications)
    {
        var arrivals = new List<Arrival>();
        notifications.Arrived += arrivals.Add;
        return arrivals;
    }
}

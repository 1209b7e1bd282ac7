using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Circuits;
using BlogBlazor.Tests.TestKit;
using static BlogBlazor.Tests.TestKit.TestNotification;

namespace BlogBlazor.Tests.Notifications.Circuits;

/// <summary>Which toasts stand below each other, and which become one.</summary>
public sealed class ToastListTests
{
    private readonly ToastList _toasts = new();

    [Fact]
    public void Only_those_of_one_group_that_has_a_sentence_of_its_own_are_told_by_it()
    {
        Told(Comment(1, "a"), Comment(2, "a")).Group.ShouldBe("a");
        Told(Comment(1, "b"), Comment(2, "a")).Group.ShouldBeNull();
        Told(Comment(1, null), Comment(2, "a")).Group.ShouldBeNull();
        Told(Comment(1, null), Comment(2, null)).Group.ShouldBeNull();
        Told(Message(1, group: "a"), Message(2, group: "a")).Group.ShouldBeNull("a message has words of its own");
        new Toast { News = new Arrival([Comment(2, "a")], Count: 2, First: 1) }.Group.ShouldBeNull("one of them is not known any more");
        new Toast { News = new Arrival([Of("a later version's", 1, "/", "a")], 1, 1) }.Group.ShouldBeNull();
    }

    [Fact]
    public void Three_stand_and_a_group_counts_as_one_of_them()
    {
        Add(Comment(1, "a"), Comment(2, "a"));
        Add(Message(3));
        Add(Message(4));
        Numbers().ShouldBe([[1, 2], [3], [4]]);

        Add(Message(5));

        Numbers().ShouldBe([[1, 2, 3, 4, 5]]);
        _toasts.Items[0].News!.Count.ShouldBe(5);
    }

    [Fact]
    public void More_of_a_group_joins_it_as_the_newest()
    {
        Add(Comment(1, "a"));
        Add(Message(2));
        Add(Comment(3, "a"));

        Numbers().ShouldBe([[2], [1, 3]]);
        Add(Comment(4, "b"));
        Numbers().ShouldBe([[2], [1, 3], [4]]);
    }

    [Fact]
    public void A_summary_keeps_the_newest_few_and_the_number_of_all()
    {
        var first = Enumerable.Range(1, HeldNotifications.MaxKept).Select(number => Message(number)).ToArray();
        Add(first);
        Add(Message(HeldNotifications.MaxKept + 1));

        var news = _toasts.Items.ShouldHaveSingleItem().News!;
        news.Newest.Select(n => n.Sequence).ShouldBe(Enumerable.Range(2, HeldNotifications.MaxKept).Select(number => (long)number));
        (news.Count, news.First, news.IsKnown).ShouldBe((HeldNotifications.MaxKept + 1, 1, false));
    }

    [Fact]
    public void What_stands_there_has_not_been_shown_to_its_end_and_neither_has_what_came_after()
    {
        Add(Message(3));
        Add(Message(4), Message(5));
        _toasts.ShownUpTo.ShouldBe(2);

        _toasts.Remove(_toasts.Items[0]);
        _toasts.ShownUpTo.ShouldBe(3);

        _toasts.Remove(_toasts.Items[0]);
        _toasts.ShownUpTo.ShouldBe(5);

        _toasts.Shown(4);
        _toasts.ShownUpTo.ShouldBe(5, "nothing is shown backwards");
        _toasts.Shown(7);
        _toasts.ShownUpTo.ShouldBe(7);
    }

    [Fact]
    public void One_thing_that_was_done_stands_beside_the_news_and_counts_as_none_of_them()
    {
        Add(Message(1));
        _toasts.Add(undo: null);
        _toasts.Add(undo: null);
        _toasts.Items.Count.ShouldBe(2);
        _toasts.LastNews.ShouldBe(_toasts.Items[0]);

        Add(Message(2));
        Add(Message(3));
        _toasts.Items.Count.ShouldBe(4);
        Add(Message(4));

        _toasts.Items.Select(toast => toast.News?.Count).ShouldBe([null, 4]);
        _toasts.ShownUpTo.ShouldBe(0);
    }

    [Fact]
    public void Settling_takes_away_what_is_settled_and_leaves_the_rest_and_its_number()
    {
        Add(Message(1), Message(2), Message(3));
        _toasts.Add(undo: null);

        _toasts.Settle(sequence => sequence == 2);
        Numbers().ShouldBe([[1, 3], null]);
        _toasts.Items[0].News!.Count.ShouldBe(2);

        _toasts.Settle(_ => true);
        Numbers().ShouldBe([null]);
    }

    [Fact]
    public void A_summary_of_more_than_is_known_loses_as_many_as_are_settled()
    {
        _toasts.Add(new Arrival([Message(9), Message(10)], Count: 10, First: 1));

        _toasts.Settle(sequence => sequence == 9);

        var news = _toasts.Items.ShouldHaveSingleItem().News!;
        (news.Count, news.First, news.Last).ShouldBe((9, 1, 10));
    }

    [Fact]
    public void It_says_whether_any_news_went()
    {
        Add(Message(1));
        Add(Message(2));
        _toasts.Add(undo: null);

        _toasts.RemoveNews(_ => false).ShouldBeFalse();
        _toasts.Items.Count.ShouldBe(3);
        _toasts.RemoveNews(news => news.Last == 1).ShouldBeTrue();
        Numbers().ShouldBe([[2], null]);
    }

    private static Toast Told(params Notification[] notifications) => new() { News = Together(notifications) };

    private void Add(params Notification[] notifications) => _toasts.Add(Together(notifications));

    private static Arrival Together(Notification[] notifications) => new(notifications, notifications.Length, notifications[0].Sequence);

    private IEnumerable<long[]?> Numbers() => _toasts.Items.Select(toast => toast.News?.Newest.Select(n => n.Sequence).ToArray());
}

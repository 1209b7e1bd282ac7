using BlogBlazor.Signals;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Signals;

public sealed class SignalGroupsTests
{
    private readonly SignalGroups _groups = new();
    private readonly List<string> _received = [];

    [Fact]
    public void A_signal_reaches_every_receiver_of_its_group_and_no_other()
    {
        using var first = Join("user_lan", "first");
        using var second = Join("user_lan", "second");
        using var other = Join("user_minh", "other");

        _groups.Send("user_lan", "news");

        _received.ShouldBe(["first: news", "second: news"]);
    }

    [Fact]
    public void Who_left_receives_nothing_more()
    {
        var first = Join("user_lan", "first");
        using var second = Join("user_lan", "second");

        first.Dispose();
        _groups.Send("user_lan", "news");

        _received.ShouldBe(["second: news"]);
    }

    [Fact]
    public void Leaving_twice_leaves_once()
    {
        var first = Join("user_lan", "first");
        first.Dispose();
        using var again = Join("user_lan", "again");

        first.Dispose();

        _groups.IsJoined("user_lan").ShouldBeTrue();
    }

    [Fact]
    public void One_receiver_that_joined_twice_can_leave_once()
    {
        Action<string> receive = _received.Add;
        using var first = _groups.Join("user_lan", receive);
        var second = _groups.Join("user_lan", receive);

        second.Dispose();
        _groups.Send("user_lan", "news");

        _received.ShouldBe(["news"]);
    }

    [Fact]
    public void A_group_exists_from_its_first_member_to_its_last()
    {
        _groups.IsJoined("user_lan").ShouldBeFalse();
        var first = Join("user_lan", "first");
        var second = Join("user_lan", "second");
        _groups.Joined.ShouldBe(["user_lan"]);

        first.Dispose();
        _groups.IsJoined("user_lan").ShouldBeTrue();

        second.Dispose();
        _groups.IsJoined("user_lan").ShouldBeFalse();
        _groups.Joined.ShouldBeEmpty();
    }

    [Fact]
    public void A_signal_to_a_group_without_members_goes_nowhere() => Should.NotThrow(() => _groups.Send("user_lan", "news"));

    [Fact]
    public async Task Whoever_stays_misses_nothing_while_others_join_and_leave()
    {
        const int Signals = 20_000;
        var heard = 0;
        using var stays = _groups.Join<string>("user_lan", _ => heard++);
        using var over = new CancellationTokenSource();
        var coming = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!over.IsCancellationRequested)
            {
                _groups.Join<string>("user_lan", _ => { }).Dispose();
            }
        }, Cancel)).ToList();

        await Task.Run(() =>
        {
            for (var i = 0; i < Signals; i++)
            {
                _groups.Send("user_lan", "news");
            }
        }, Cancel);
        await over.CancelAsync();
        await Task.WhenAll(coming).WaitAsync(TestSocket.Patience, Cancel);

        heard.ShouldBe(Signals);
    }

    [Fact]
    public async Task Each_receiver_hears_what_is_sent_between_its_join_and_its_leave()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(member => Task.Run(() =>
        {
            for (var round = 0; round < 5_000; round++)
            {
                var mine = $"{member} {round}";
                var heard = false;
                // The others' signals come here too, at the same time: this only ever sets it.
                using (_groups.Join<string>("user_lan", signal =>
                {
                    if (signal == mine)
                    {
                        Volatile.Write(ref heard, true);
                    }
                }))
                {
                    _groups.Send("user_lan", mine);
                }

                heard.ShouldBeTrue();
            }
        }, Cancel))).WaitAsync(TestSocket.Patience, Cancel);

        _groups.Joined.ShouldBeEmpty();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IDisposable Join(string group, string name) =>
        _groups.Join<string>(group, signal => _received.Add($"{name}: {signal}"));
}

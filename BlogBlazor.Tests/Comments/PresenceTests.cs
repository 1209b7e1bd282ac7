using BlogBlazor.Comments;
using BlogBlazor.Signals;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.Comments;

/// <summary>Who is here, and who is writing: on this instance and on others.</summary>
public sealed class PresenceTests : BlogBunitContext
{
    private const int PostId = 5;
    private const string Group = "posts/5/people";

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Each_sees_how_many_are_here_and_who_of_the_others_is_writing()
    {
        await using var other = OpenAnotherTab();
        other.SignInAs(Minh);
        var lan = Here(this, Lan);
        var minh = Here(other, Minh);

        lan.WaitForAssertion(() => lan.Markup.ShouldContain("2 people are here"));
        minh.WaitForAssertion(() => minh.Markup.ShouldContain("2 people are here"));
        minh.Instance.Write(true);

        lan.WaitForAssertion(() => lan.Markup.ShouldContain("Minh is writing…"));
        minh.Markup.ShouldNotContain("is writing");

        await PassAsync(Presence.WritingLasts + TimeSpan.FromSeconds(2));
        lan.WaitForAssertion(() => lan.Markup.ShouldNotContain("is writing"));
        await other.DisposeComponentsAsync();
        lan.WaitForAssertion(() => lan.Markup.ShouldNotContain("are here"));
    }

    [Fact]
    public async Task Two_tabs_of_one_person_are_one_and_nobody_here_is_no_group()
    {
        var groups = Services.GetRequiredService<SignalGroups>();
        Here(this, Lan);
        var second = Here(this, Lan);
        groups.IsJoined(Group).ShouldBeTrue();

        second.Markup.ShouldNotContain("are here");

        await DisposeComponentsAsync();
        groups.IsJoined(Group).ShouldBeFalse();
    }

    [Fact]
    public void Instances_tell_each_other_and_what_an_instance_no_longer_tells_is_gone()
    {
        var groups = new SignalGroups();
        var presence = new Presence(groups, _time);
        var told = new List<PeopleOfInstance>();
        using var membership = groups.Join<PeopleOfInstance>(Group, told.Add);
        using var lan = presence.Enter(PostId, Lan, () => { });
        told.ShouldHaveSingleItem().People.ShouldBe([new Person(Lan.Id, "Lan", IsWriting: false)]);

        // As the backplane does it.
        groups.SendHere(Group, new PeopleOfInstance("another", [new Person(Minh.Id, "Minh", IsWriting: true)]));
        lan.Count.ShouldBe(2);
        lan.Writers.ShouldBe(["Minh"]);
        told.Count(t => t.Instance != "another").ShouldBe(2, "The other one, being new, was told who is here.");

        groups.SendHere(Group, new PeopleOfInstance("another", [new Person(Minh.Id, "Minh", IsWriting: false)]));
        lan.Writers.ShouldBeEmpty();
        told.Count(t => t.Instance != "another").ShouldBe(2);

        Pass(TimeSpan.FromSeconds(40));
        told.Count(t => t.Instance != "another").ShouldBe(4, "Every 20 seconds.");
        lan.Count.ShouldBe(2);
        Pass(TimeSpan.FromSeconds(12));
        lan.Count.ShouldBe(1);
    }

    private static IRenderedComponent<PeopleHere> Here(BlogBunitContext tab, BlogBlazor.Accounts.CurrentUser user) =>
        tab.Render<PeopleHere>(p => p.Add(h => h.PostId, PostId).Add(h => h.Reader, user));

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(2))
        {
            _time.Advance(TimeSpan.FromSeconds(2));
        }
    }
}

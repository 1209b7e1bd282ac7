using System.Text.Json;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Circuits;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.JSInterop;

namespace BlogBlazor.Tests.Notifications.Circuits;

/// <summary>What the browser remembers, what a lost connection does, and when the toast starts and stops to listen.</summary>
public sealed class NotificationToastResumeTests : BlogBunitContext
{
    private const string Key = "blogblazor.notifications.id-of-lan";

    [Fact]
    public async Task A_first_visit_shows_nothing_old_and_remembers_where_it_stands()
    {
        await Rows.NotifyAsync(Lan, 3);

        var toast = Render<NotificationToast>();

        await UntilAsync(() => Notifications.Cursor is not null);
        toast.FindAll(".toast-text").ShouldBeEmpty();
        JSInterop.VerifyInvoke("localStorage.getItem").Arguments.ShouldBe([Key]);
        Saved().ShouldBe([3]);
    }

    [Fact]
    public async Task It_resumes_after_what_the_browser_remembers_with_one_summary()
    {
        await Rows.NotifyAsync(Lan, 5);
        Remember(new NotificationCursor(ComponentDatabase.Epoch.Value, 2));

        var toast = Render<NotificationToast>();

        toast.WaitForAssertion(() => toast.WordsOf(".toast-text").ShouldBe(["You have 3 new notifications"]));
        Saved()[^1].ShouldBe(5);
    }

    [Fact]
    public async Task One_that_was_missed_shows_as_itself()
    {
        await Rows.NotifyAsync(Lan, 2);
        Remember(new NotificationCursor(ComponentDatabase.Epoch.Value, 1));

        var toast = Render<NotificationToast>();

        toast.WaitForAssertion(() => toast.FindLink("message 2"));
    }

    [Fact]
    public async Task It_remembers_each_one_that_it_shows()
    {
        var toast = Render<NotificationToast>();
        await Rows.NotifyAsync(Lan, "one");
        toast.WaitForAssertion(() => toast.FindLink("one"));
        await Rows.NotifyAsync(Lan, "two");
        toast.WaitForAssertion(() => toast.FindLink("two"));

        toast.WaitForAssertion(() => Saved().ShouldBe([0, 1, 2]));
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task What_the_browser_remembers_wrongly_counts_as_a_first_visit(string stored)
    {
        await Rows.NotifyAsync(Lan, 2);
        JSInterop.Setup<string?>("localStorage.getItem", Key).SetResult(stored);

        var toast = Render<NotificationToast>();

        await UntilAsync(() => Notifications.Cursor is not null);
        toast.FindAll(".toast-text").ShouldBeEmpty();
        Notifications.Cursor.ShouldBe(new NotificationCursor(ComponentDatabase.Epoch.Value, 2));
    }

    [Fact]
    public async Task A_browser_that_keeps_nothing_still_gets_its_toasts()
    {
        JSInterop.Setup<string?>("localStorage.getItem", Key).SetException(new JSException("denied"));
        JSInterop.SetupVoid("localStorage.setItem", _ => true).SetException(new JSException("denied"));
        var toast = Render<NotificationToast>();

        await Rows.NotifyAsync(Lan, "one");

        toast.WaitForAssertion(() => toast.FindLink("one"));
    }

    [Fact]
    public async Task While_the_connection_is_away_nothing_shows_and_all_of_it_once_when_it_is_back()
    {
        var toast = Render<NotificationToast>();
        await LoseConnectionAsync();
        await Rows.NotifyAsync(Lan, "one");
        await Rows.NotifyAsync(Lan, "two");
        await UntilAsync(() => Notifications.Cursor?.Sequence == 2);
        toast.FindAll(".toast-text").ShouldBeEmpty();
        Saved().ShouldBe([0]);

        await RegainConnectionAsync();

        toast.WordsOf(".toast-text").ShouldBe(["You have 2 new notifications"]);
        Saved().ShouldBe([0, 2]);
    }

    [Fact]
    public async Task What_was_read_elsewhere_while_the_connection_was_away_is_not_shown()
    {
        var toast = Render<NotificationToast>();
        await LoseConnectionAsync();
        await Rows.NotifyAsync(Lan, "one");
        await Rows.NotifyAsync(Lan, "two");
        await Rows.MarkReadAsync(Lan, 1);
        await UntilAsync(() => Notifications.Cursor?.Sequence == 2 && Notifications.Unread == 1);

        await RegainConnectionAsync();

        toast.WordsOf(".toast-text").ShouldBe(["two"]);
    }

    [Fact]
    public async Task What_was_seen_elsewhere_while_the_connection_was_away_is_not_shown()
    {
        var toast = Render<NotificationToast>();
        await LoseConnectionAsync();
        await Rows.NotifyAsync(Lan, "one");
        await Rows.NotifyAsync(Lan, "two");
        await Commands.MarkSeenAsync(1);
        await UntilAsync(() => Notifications is { Cursor.Sequence: 2, SeenUpTo: 1 });

        await RegainConnectionAsync();

        toast.WordsOf(".toast-text").ShouldBe(["two"]);
    }

    [Fact]
    public async Task After_its_end_it_does_nothing_whatever_happens()
    {
        var toast = Render<NotificationToast>();
        await Rows.NotifyAsync(Lan, "one");
        toast.WaitForAssertion(() => toast.FindLink("one"));
        await DisposeComponentsAsync();
        var asked = JSInterop.Invocations.Count;

        await Rows.NotifyAsync(Lan, "two");
        await UntilAsync(() => Notifications.Cursor?.Sequence == 2);
        await Commands.DoAsync(InboxAct.ReadAll, Chosen.None);
        await UntilAsync(() => Notifications.Unread == 0);
        Tab.Tell(showsToasts: true, isLookedAt: true);
        var ended = new TaskCompletionSource();
        Notifications.SignedOut += ended.SetResult;
        SignIns.EndAll();
        await ended.Task.WaitAsync(Patience, Xunit.TestContext.Current.CancellationToken);
        await SettleAsync();

        JSInterop.Invocations.Count.ShouldBe(asked);
        Navigation.History.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_connection_that_comes_back_with_nothing_new_shows_nothing()
    {
        var toast = Render<NotificationToast>();

        await LoseConnectionAsync();
        await RegainConnectionAsync();

        toast.FindAll(".toast-text").ShouldBeEmpty();
    }

    [Fact]
    public async Task Prerendering_listens_to_nothing_and_asks_the_browser_nothing()
    {
        var html = await PrerenderAsync<NotificationToast>();

        html.ShouldContain("role=\"status\"");
        html.ShouldNotContain("class=\"toast\"");
        IsListening(Lan).ShouldBeFalse();
        JSInterop.Invocations.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_end_of_the_circuit_leaves_the_group()
    {
        Render<NotificationToast>();
        IsListening(Lan).ShouldBeTrue();

        await DisposeComponentsAsync();
        await Notifications.DisposeAsync();

        IsListening(Lan).ShouldBeFalse();
    }

    [Fact]
    public async Task A_browser_that_answers_after_the_end_of_the_circuit_starts_nothing()
    {
        var answer = JSInterop.Setup<string?>("localStorage.getItem", Key);
        Render<NotificationToast>();
        await DisposeComponentsAsync();
        await Notifications.DisposeAsync();

        answer.SetResult(null);

        IsListening(Lan).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sign_in_that_is_over_leads_to_the_sign_in_page_with_a_fresh_load(bool before)
    {
        SignIns.Refuses = before;
        var told = new TaskCompletionSource();
        Notifications.SignedOut += told.SetResult;
        Render<NotificationToast>();

        SignIns.EndAll();

        await told.Task.WaitAsync(Patience, Xunit.TestContext.Current.CancellationToken);
        await SettleAsync();
        var went = Navigation.History.ShouldHaveSingleItem();
        went.Uri.ShouldBe("/account/login");
        went.Options.ForceLoad.ShouldBeTrue();
    }

    private void Remember(NotificationCursor cursor) =>
        JSInterop.Setup<string?>("localStorage.getItem", Key).SetResult(JsonSerializer.Serialize(cursor));

    /// <summary>The numbers that went to the browser's storage, in order, without repeats.</summary>
    private List<long> Saved() =>
        [.. JSInterop.Invocations["localStorage.setItem"]
            .Select(call => JsonSerializer.Deserialize<NotificationCursor>((string)call.Arguments[1]!)!.Sequence)
            .Distinct()];
}

using BlogBlazor.Notifications.Circuits;
using Microsoft.JSInterop;

namespace BlogBlazor.Tests.Notifications.Circuits;

/// <summary>A browser that fails is no reason to show nothing. What one says that works is in the tests of the toast.</summary>
public sealed class BrowserTabTests
{
    public static TheoryData<Exception> Faults =>
        [new JSException("not found"), new JSDisconnectedException("gone"), new TaskCanceledException(), new System.Text.Json.JsonException("no JSON")];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_browser_without_the_script_counts_as_one_tab_that_is_looked_at(Exception fault)
    {
        await using var tab = new BrowserTab(new FailingBrowser(fault));
        var told = 0;
        tab.Changed += () => told++;
        (tab.ShowsToasts, tab.IsLookedAt).ShouldBe((false, false));

        await tab.StartAsync(default, default);

        (tab.ShowsToasts, tab.IsLookedAt, told).ShouldBe((true, true, 1));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task One_that_keeps_nothing_and_says_nothing_is_taken_as_it_is(Exception fault)
    {
        await using var tab = new BrowserTab(new FailingBrowser(fault));

        (await tab.LoadCursorAsync("lan")).ShouldBeNull();
        await tab.SaveCursorAsync(new NotificationCursor("epoch", 1));
        await tab.SayAsync("hello", upTo: null);
    }

    [Fact]
    public async Task A_fault_of_the_program_is_not_hidden()
    {
        await using var tab = new BrowserTab(new FailingBrowser(new InvalidOperationException()));

        await Should.ThrowAsync<InvalidOperationException>(() => tab.LoadCursorAsync("lan"));
    }

    private sealed class FailingBrowser(Exception fault) : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => ValueTask.FromException<TValue>(fault);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
            ValueTask.FromException<TValue>(fault);
    }
}

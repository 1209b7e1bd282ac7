using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BlogBlazor.Notifications.Circuits;

/// <summary>
/// What only the browser knows, by js/toasts.js: of its tabs one shows the toasts, and somebody looks at a tab or does not.
/// A browser that says nothing counts as one tab that is looked at.
/// </summary>
public sealed class BrowserTab(IJSRuntime browser) : IAsyncDisposable
{
    public const string Module = "/js/toasts.js";

    private const string CursorKey = "blogblazor.notifications.";

    private DotNetObjectReference<BrowserTab>? _self;
    private IJSObjectReference? _script;
    private string _userId = "";

    public event Action? Changed;

    /// <summary>Whether this tab is the one that shows the toasts: the one that had the focus last.</summary>
    public bool ShowsToasts { get; private set; }

    /// <summary>Whether it is visible and has the focus.</summary>
    public bool IsLookedAt { get; private set; }

    public async Task StartAsync(ElementReference toasts, ElementReference said)
    {
        try
        {
            _self = DotNetObjectReference.Create(this);
            var module = await browser.InvokeAsync<IJSObjectReference?>("import", Module);
            _script = module is null ? null : await module.InvokeAsync<IJSObjectReference?>("start", _self, toasts, said, _userId);
        }
        catch (Exception e) when (IsAway(e))
        {
            _script = null;
        }

        if (_script is null)
        {
            Tell(showsToasts: true, isLookedAt: true);
        }
    }

    [JSInvokable]
    public void Tell(bool showsToasts, bool isLookedAt)
    {
        (ShowsToasts, IsLookedAt) = (showsToasts, isLookedAt);
        Changed?.Invoke();
    }

    /// <summary>Has it said by a screen reader, once in all tabs, and not while nobody sees this one.</summary>
    /// <param name="upTo">What it tells of; null for what was done in this tab.</param>
    public async Task SayAsync(string text, NotificationCursor? upTo)
    {
        if (_script is not null)
        {
            await TryAsync(() => _script.InvokeVoidAsync("say", text, upTo?.Epoch, upTo?.Sequence));
        }
    }

    /// <summary>The browser remembers what it has shown, so a new circuit, after a restart too, shows what it missed.</summary>
    public async Task<NotificationCursor?> LoadCursorAsync(string userId)
    {
        _userId = userId;
        NotificationCursor? cursor = null;
        await TryAsync(async () =>
        {
            var stored = await browser.InvokeAsync<string?>("localStorage.getItem", CursorKey + userId);
            cursor = stored is not null && JsonSerializer.Deserialize<NotificationCursor>(stored) is { Epoch: not null } known ? known : null;
        });
        return cursor;
    }

    /// <summary>A browser that is away or keeps nothing may show this once more, and loses nothing.</summary>
    public Task SaveCursorAsync(NotificationCursor cursor) => TryAsync(
        () => browser.InvokeVoidAsync("localStorage.setItem", CursorKey + _userId, JsonSerializer.Serialize(cursor)));

    public async ValueTask DisposeAsync()
    {
        if (_script is { } script)
        {
            _script = null;
            await TryAsync(() => script.InvokeVoidAsync("stop"));
        }

        _self?.Dispose();
    }

    private static async Task TryAsync(Func<ValueTask> call)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (IsAway(e))
        {
            // What is asked of the browser here it may leave out.
        }
    }

    private static bool IsAway(Exception e) => e is JSException or JSDisconnectedException or JsonException or OperationCanceledException;
}

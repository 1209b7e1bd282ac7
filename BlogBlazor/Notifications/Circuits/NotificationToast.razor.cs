using System.Security.Claims;
using BlogBlazor.Components;
using BlogBlazor.Notifications.Delivery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace BlogBlazor.Notifications.Circuits;

/// <summary>
/// Every tab keeps the same toasts, and one of them shows them. Their time passes only while somebody looks at it, so what was
/// shown to its end has been seen; that is told to the others, which then let go of it.
/// </summary>
public sealed partial class NotificationToast(
    NotificationService notifications, InboxCommands commands, BrowserTab tab, BrowserTimeZone timeZone, NavigationManager navigation, TimeProvider time) : IDisposable
{
    /// <summary>It stops while pointed at or focused (WCAG 2.2.1), and the inbox has it all.</summary>
    internal static readonly TimeSpan ShownFor = TimeSpan.FromSeconds(8);

    /// <summary>For who reads slowly: some 130 words a minute.</summary>
    internal static readonly TimeSpan PerLetter = TimeSpan.FromMilliseconds(80);

    private readonly ToastList _toasts = new();
    private ElementReference _region;
    private ElementReference _said;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private ITimer? _timer;
    private NotificationCursor? _saved;
    private bool _isPointedAt;
    private bool _hasFocus;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = null!;

    private BrowserTab Tab => tab;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // Prerendering never comes here, so only the page that lives subscribes.
        if (firstRender)
        {
            notifications.Arrived += OnArrived;
            notifications.Changed += OnChanged;
            notifications.Settled += OnSettled;
            notifications.Seen += OnSeen;
            notifications.SignedOut += OnSignedOut;
            commands.Done += OnDone;
            tab.Changed += OnTabChanged;
            _timer = time.CreateTimer(_ => InvokeAsync(EndOldestAsync), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var userId = (await Authentication).User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
            await notifications.StartAsync(await tab.LoadCursorAsync(userId));
            await tab.StartAsync(_region, _said);
            _zone = await timeZone.FindAsync();
        }
    }

    public void Dispose()
    {
        notifications.Arrived -= OnArrived;
        notifications.Changed -= OnChanged;
        notifications.Settled -= OnSettled;
        notifications.Seen -= OnSeen;
        notifications.SignedOut -= OnSignedOut;
        commands.Done -= OnDone;
        tab.Changed -= OnTabChanged;
        _timer?.Dispose();
    }

    private void OnArrived(Arrival arrival) => InvokeAsync(async () =>
    {
        var isLookedAt = tab.ShowsToasts && tab.IsLookedAt;
        var unknown = arrival.Newest.Where(n => !isLookedAt || !IsOnThisPage(n)).ToList();
        if (unknown.Count > 0)
        {
            _toasts.Add(arrival with { Newest = unknown, Count = arrival.Count - arrival.Newest.Count + unknown.Count });
        }

        Refresh();
        await SaveCursorAsync();
        if (unknown.Count > 0)
        {
            await SayAsync();
        }
        else
        {
            _toasts.Shown(arrival.Last);
            await MarkSeenAsync();
        }
    });

    /// <summary>The post whose comment it tells of, or the inbox itself.</summary>
    private bool IsOnThisPage(Notification notification)
    {
        var path = PathOf(navigation.Uri);
        return path == "/notifications" || path == PathOf(navigation.ToAbsoluteUri(notification.Link).AbsoluteUri);
    }

    private bool IsOnThisPage(Arrival news) => news.IsKnown && news.Newest.All(IsOnThisPage);

    private static string PathOf(string address) => new Uri(address).AbsolutePath;

    private void OnChanged() => InvokeAsync(async () =>
    {
        if (_saved is null && notifications.Cursor is not null)
        {
            await SaveCursorAsync();
        }
    });

    private void OnSettled(ReadMark mark) => InvokeAsync(() =>
    {
        _toasts.Settle(sequence => notifications.Unread == 0 || mark.Covers(sequence));
        Refresh();
    });

    /// <summary>What somebody reads here they may read to its end.</summary>
    private void OnSeen(long upTo) => InvokeAsync(() =>
    {
        _toasts.RemoveNews(news => news.Last <= upTo && !(tab.ShowsToasts && tab.IsLookedAt));
        Refresh();
    });

    private void OnSignedOut() => InvokeAsync(() => navigation.NavigateTo("/account/login", forceLoad: true));

    private void OnTabChanged() => InvokeAsync(async () =>
    {
        // It came before this tab was looked at, or before it was known that it is.
        if (tab.ShowsToasts && tab.IsLookedAt && _toasts.RemoveNews(IsOnThisPage))
        {
            await MarkSeenAsync();
        }

        Refresh();
        await SayAsync();
    });

    private void OnDone(InboxUndo undo) => InvokeAsync(() => TellAsync(undo));

    private Task TellAsync(InboxUndo? undo)
    {
        _toasts.Add(undo);
        Refresh();
        return tab.SayAsync(SentenceOf(_toasts.Items[^1]), upTo: null);
    }

    private async Task SayAsync()
    {
        if (tab.ShowsToasts && _toasts.LastNews is { } toast)
        {
            await tab.SayAsync(SentenceOf(toast), notifications.Cursor! with { Sequence = toast.News!.Last });
        }
    }

    private async Task OpenAsync(Toast toast)
    {
        await CloseAsync(toast);
        if (!IsSummary(toast))
        {
            // What cannot be saved stays unread: the inbox has it.
            await commands.OpenAsync(ChosenBy(toast));
        }
    }

    private async Task MarkReadAsync(Toast toast)
    {
        if (await commands.DoAsync(InboxAct.Read, ChosenBy(toast)))
        {
            await CloseAsync(toast);
        }
        else
        {
            await TellAsync(undo: null);
        }
    }

    private async Task UndoAsync(Toast toast, InboxUndo undo)
    {
        _toasts.Remove(toast);
        if (!await commands.UndoAsync(undo))
        {
            await TellAsync(undo: null);
        }

        Refresh();
    }

    private Task CloseAsync(Toast toast)
    {
        _toasts.Remove(toast);
        // The focus was on what is gone now, and no browser need say that it left.
        _hasFocus = false;
        Refresh();
        return MarkSeenAsync();
    }

    private async Task EndOldestAsync()
    {
        if (IsTimePassing)
        {
            _toasts.Remove(_toasts.Items[0]);
            Refresh();
            await MarkSeenAsync();
        }
    }

    private async Task MarkSeenAsync()
    {
        if (_toasts.ShownUpTo > notifications.SeenUpTo)
        {
            await commands.MarkSeenAsync(_toasts.ShownUpTo);
        }
    }

    private static Chosen ChosenBy(Toast toast) => new([.. toast.News!.Newest.Select(n => n.Sequence)]);

    private void Leave()
    {
        _isPointedAt = false;
        Refresh();
    }

    private void Blur()
    {
        _hasFocus = false;
        Refresh();
    }

    private bool IsTimePassing => tab.ShowsToasts && tab.IsLookedAt && !_isPointedAt && !_hasFocus && _toasts.Items.Count > 0;

    private void Refresh()
    {
        if (_toasts.Items.Count == 0)
        {
            // An empty region takes no space: whatever pointed at it points elsewhere, with or without an event.
            (_isPointedAt, _hasFocus) = (false, false);
        }

        _timer?.Change(
            IsTimePassing ? ShownFor + (PerLetter * SentenceOf(_toasts.Items[0]).Length) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        StateHasChanged();
    }

    private async Task SaveCursorAsync()
    {
        _saved = notifications.Cursor;
        await tab.SaveCursorAsync(_saved!);
    }
}

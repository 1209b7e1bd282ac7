using System.Globalization;
using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Notifications.Circuits;
using Microsoft.AspNetCore.Components;

namespace BlogBlazor.Notifications.Pages;

/// <summary>The inbox: live where a circuit runs, by links and forms where none does.</summary>
public sealed partial class InboxPage(
    NotificationService notifications, InboxCommands commands, BrowserTab tab, BrowserTimeZone timeZone, TimeProvider time) : IDisposable
{
    private const int PageSize = 30;

    private readonly HashSet<string> _open = [];
    private readonly LoadOrder _loads = new();
    private InboxPlace _place = new(new InboxFilter());
    private IReadOnlyList<InboxEntry>? _entries;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private DateTime _today;
    private InboxAct? _done;
    private long _unseenAfter = long.MaxValue;
    private bool _isLoading;
    private bool _isOutdated;
    private bool _isUnsaved;
    private bool _isOutOfReach;

    [SupplyParameterFromQuery]
    private string? Show { get; set; }

    [SupplyParameterFromQuery]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery]
    private string? Group { get; set; }

    [SupplyParameterFromQuery]
    private string? Before { get; set; }

    /// <summary>What a form did without a circuit, and when; or what it could not take, and of which entry.</summary>
    [SupplyParameterFromQuery]
    private string? Done { get; set; }

    [SupplyParameterFromQuery]
    private string? When { get; set; }

    [SupplyParameterFromQuery]
    private string? Refused { get; set; }

    [SupplyParameterFromQuery]
    private string? Entry { get; set; }

    private NotificationService Notifications => notifications;

    private static long? NumberIn(string? query) =>
        long.TryParse(query, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private IEnumerable<IGrouping<DateTime, InboxEntry>> Days =>
        (_entries ?? []).GroupBy(entry => TimeZoneInfo.ConvertTimeFromUtc(entry.Newest.CreatedAt, _zone).Date);

    protected override async Task OnInitializedAsync()
    {
        // A change may come before the first parameters have been looked at, and is one of this place, too.
        _place = InboxPlace.Of(Show, Kind, Group, NumberIn(Before));
        notifications.Changed += OnChanged;
        tab.Changed += OnChanged;
        await notifications.LoadAsync();
        // What is new stays so on this page, though it counts as seen from now on.
        _unseenAfter = notifications.SeenUpTo;
    }

    protected override async Task OnParametersSetAsync()
    {
        _place = InboxPlace.Of(Show, Kind, Group, NumberIn(Before));
        _done = Enum.TryParse<InboxAct>(Done, out var done) && Enum.IsDefined(done) ? done : null;
        try
        {
            await LoadAsync();
        }
        catch (Exception e) when (RendererInfo.IsInteractive && e.IsDatabaseFault())
        {
            // The circuit goes on, with what else it has to tell; the next change reads again.
            (_entries, _isOutOfReach) = (null, true);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _zone = await timeZone.FindAsync();
            StateHasChanged();
            await MarkSeenAsync();
        }
    }

    public void Dispose()
    {
        notifications.Changed -= OnChanged;
        tab.Changed -= OnChanged;
    }

    private void OnChanged() => InvokeAsync(ReloadAsync);

    /// <summary>Many changes at once are read by few queries.</summary>
    private async Task ReloadAsync()
    {
        _isOutdated = true;
        if (_isLoading)
        {
            return;
        }

        _isLoading = true;
        try
        {
            while (_isOutdated)
            {
                _isOutdated = false;
                await LoadAsync();
            }

            StateHasChanged();
            await MarkSeenAsync();
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            // What is shown stays; the next change reads again.
        }
        finally
        {
            _isLoading = false;
        }
    }

    private async Task LoadAsync()
    {
        var load = _loads.Begin();
        var entries = await commands.ListAsync(_place.Filter, _place.Before ?? long.MaxValue, PageSize);
        if (_loads.Shows(load))
        {
            (_entries, _isOutOfReach) = (entries, false);
            _today = TimeZoneInfo.ConvertTimeFromUtc(time.UtcNow(), _zone).Date;
        }
    }

    /// <summary>Somebody looks at the newest page.</summary>
    private async Task MarkSeenAsync()
    {
        if (tab.IsLookedAt && _place is { Before: null, Filter: { View: InboxView.All, Kind: null, Group: null } } && notifications.Latest > notifications.SeenUpTo)
        {
            await commands.MarkSeenAsync(notifications.Latest);
        }
    }

    private Task OpenAsync(InboxEntry entry) =>
        entry.Unread > 0 ? SaveAsync(commands.OpenAsync(Chosen.Of(entry, _place.Filter.View))) : Task.CompletedTask;

    private Task DoAsync(InboxAct act, Chosen chosen, DateTime? at = null) => SaveAsync(commands.DoAsync(act, chosen, at));

    private async Task SaveAsync(Task<bool> save) => _isUnsaved = !await save;

    private bool IsOpen(InboxEntry entry) => _open.Contains(entry.Newest.Group!);

    private void Toggle(InboxEntry entry)
    {
        if (!_open.Remove(entry.Newest.Group!))
        {
            _open.Add(entry.Newest.Group!);
        }
    }
}

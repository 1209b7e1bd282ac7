using System.Globalization;
using System.Security.Claims;
using BlogBlazor.Data;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Notifications.Preferences;

public sealed partial class PreferencesPage
{
    private string _userId = "";
    private UserPreferences? _preferences;
    private string? _notice;
    private string? _problem;
    private string? _untilProblem;
    private string? _quietProblem;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm]
    private PreferencesForm? Input { get; set; }

    private string? QuietInvalid => _quietProblem is null ? null : "true";

    private NotificationSettings Settings => _preferences!.Settings;

    private bool HasEmail => Mailer.IsOn;

    private Channels[] Offered => HasEmail ? [Channels.InApp, Channels.Push, Channels.Email] : [Channels.InApp, Channels.Push];

    private bool IsQuiet => Settings.QuietUntil > Time.UtcNow();

    private string QuietState => IsQuiet
        ? L["Until {0} nothing disturbs you.", Settings.AtHome(Settings.QuietUntil!.Value).ToString("g", CultureInfo.CurrentCulture)]
        : L["You are told at once."];

    private static IEnumerable<string> Zones => TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Order(StringComparer.Ordinal);

    protected override async Task OnInitializedAsync()
    {
        // A form without a tick sends nothing.
        Input ??= new PreferencesForm();
        _userId = Context.User.FindFirstValue(ClaimTypes.NameIdentifier)!;
        _preferences = await Service.FindAsync(_userId, CancellationToken.None);
    }

    private Task ChooseAsync()
    {
        // What was typed is shown, whether it can be saved or not.
        var chosen = Input!.Channels(Offered, _preferences!.Channels);
        _preferences = _preferences with { Channels = chosen };
        return SaveAsync(() => Service.ChooseAsync(_userId, chosen, CancellationToken.None));
    }

    private Task KeepQuietForAsync() => KeepQuietAsync(Time.UtcNow() + Input!.QuietFor);

    private Task KeepQuietUntilAsync()
    {
        var until = Input!.QuietUntilHome is { } home ? Settings.ToUtc(home) : (DateTime?)null;
        if (until is { } at && Snooze.IsAllowed(at, Time.UtcNow()))
        {
            return KeepQuietAsync(until);
        }

        _untilProblem = L["Choose a time to come, within {0} days.", Snooze.Longest.Days];
        return Task.CompletedTask;
    }

    private Task KeepQuietAsync(DateTime? until) => SaveAsync(() => Service.KeepQuietAsync(_userId, until, CancellationToken.None));

    private Task SaveTimesAsync()
    {
        Input!.Apply(Settings);
        if (!Input.IsQuietTimeWhole)
        {
            _quietProblem = L["Please give two different times, or neither."];
            return Task.CompletedTask;
        }

        return SaveAsync(() => Service.ChangeAsync(_userId, Input.Apply, CancellationToken.None));
    }

    private async Task SaveAsync(Func<Task> save)
    {
        try
        {
            await save();
            _notice = L["Saved."];
            _preferences = await Service.FindAsync(_userId, CancellationToken.None);
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            _problem = L["It could not be saved just now. Please try again."];
        }
    }

    private static string? Form(TimeOnly? time) => time?.ToString("HH:mm", CultureInfo.InvariantCulture);

    private string Label(NotificationKind kind) => L.GetString(kind.Label);

    private string Name(Channels channel) => channel switch
    {
        Channels.Push => L["Push"],
        Channels.Email => L["E-mail"],
        _ => L["In the app"],
    };

    private string Name(EmailFrequency frequency) => frequency switch
    {
        EmailFrequency.Immediate => L["Soon after"],
        EmailFrequency.Daily => L["Every day"],
        EmailFrequency.Weekly => L["Every week"],
        _ => L["Never"],
    };
}

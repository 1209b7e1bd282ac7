using System.Globalization;
using Microsoft.JSInterop;

namespace BlogBlazor.Components;

/// <summary>Where the clock of whoever sits at the browser stands; asked once per circuit.</summary>
public sealed class BrowserTimeZone(IJSRuntime browser)
{
    public const string Module = "/js/time-zone.js";

    private TimeZoneInfo? _zone;

    public async ValueTask<TimeZoneInfo> FindAsync()
    {
        if (_zone is not null)
        {
            return _zone;
        }

        try
        {
            var module = await browser.InvokeAsync<IJSObjectReference?>("import", Module);
            var name = module is null ? null : await module.InvokeAsync<string?>("timeZone");
            return _zone = Named(name);
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or TaskCanceledException)
        {
            return TimeZoneInfo.Utc;
        }
    }

    /// <summary>One that this machine does not know, or not any more, is taken for UTC.</summary>
    public static TimeZoneInfo Named(string? name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name ?? "", out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>"Friday, November 27, 2026 9:00 AM", and the zone while the browser's is not known.</summary>
    public static string Words(DateTime utc, TimeZoneInfo zone, string format = "f") =>
        TimeZoneInfo.ConvertTimeFromUtc(utc, zone).ToString(format, CultureInfo.CurrentCulture) + (zone == TimeZoneInfo.Utc ? " UTC" : "");

    /// <summary>The hour that is skipped in spring means the one after it.</summary>
    public static DateTime ToUtc(DateTime local, TimeZoneInfo zone)
    {
        var wall = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(wall) ? wall.AddHours(1) : wall, zone);
    }
}

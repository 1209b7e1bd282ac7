using System.Globalization;
using BlogBlazor.Data;
using Microsoft.JSInterop;

namespace BlogBlazor.Posts.Editing;

/// <summary>Where the author's clock stands, as the browser says; asked once per circuit.</summary>
public sealed class BrowserTimeZone(IJSRuntime browser)
{
    private TimeZoneInfo? _zone;

    public async ValueTask<TimeZoneInfo> FindAsync()
    {
        if (_zone is not null)
        {
            return _zone;
        }

        try
        {
            var module = await browser.InvokeAsync<IJSObjectReference?>("import", EditorInBrowser.Module);
            var name = module is null ? null : await module.InvokeAsync<string?>("timeZone");
            return _zone = name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or TaskCanceledException)
        {
            return TimeZoneInfo.Utc;
        }
    }

    /// <summary>"Friday, November 27, 2026 9:00 AM", and the zone while the author's is not known.</summary>
    public static string Words(DateTime utc, TimeZoneInfo zone, string format = "f") =>
        TimeZoneInfo.ConvertTimeFromUtc(utc, zone).ToString(format, CultureInfo.CurrentCulture) + (zone == TimeZoneInfo.Utc ? " UTC" : "");
}

using BlogBlazor.Localization;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace BlogBlazor.Media;

/// <summary>What js/media.js has attached to an element.</summary>
internal sealed class MediaInBrowser(IJSObjectReference attached) : IAsyncDisposable
{
    private const string Module = "/js/media.js";

    /// <summary>What it says while it uploads, as attributes of the element.</summary>
    public static IReadOnlyDictionary<string, object> Words(IStringLocalizer<Texts> texts) => new Dictionary<string, object>
    {
        ["data-uploading"] = texts["{0}: {1} % are there", "{0}", "{1}"].Value,
        ["data-failed"] = texts["It could not be uploaded. Please try again."].Value,
        ["data-too-large"] = Picture.TooLarge(texts).Value,
        ["data-max-bytes"] = Picture.MaxBytes,
    };

    /// <returns>Null where the browser is not there: the next circuit attaches again.</returns>
    public static async Task<MediaInBrowser?> AttachAsync(IJSRuntime browser, string function, params object?[] arguments)
    {
        try
        {
            var module = await browser.InvokeAsync<IJSObjectReference?>("import", Module);
            var attached = module is null ? null : await module.InvokeAsync<IJSObjectReference?>(function, arguments);
            return attached is null ? null : new MediaInBrowser(attached);
        }
        catch (Exception e) when (e is JSDisconnectedException or TaskCanceledException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await attached.InvokeVoidAsync("close");
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or TaskCanceledException)
        {
            // The page is gone, and what was attached with it.
        }
    }
}

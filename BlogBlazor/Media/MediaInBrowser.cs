using Microsoft.JSInterop;

namespace BlogBlazor.Media;

/// <summary>What js/media.js has attached to an element.</summary>
internal sealed class MediaInBrowser(IJSObjectReference attached) : IAsyncDisposable
{
    private const string Module = "/js/media.js";

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

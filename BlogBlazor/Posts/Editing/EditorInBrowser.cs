using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BlogBlazor.Posts.Editing;

/// <summary>The part of the editor that lives in the browser, js/editor.js: marks, shortcuts, and a copy of what is typed.</summary>
internal sealed class EditorInBrowser(IJSRuntime browser) : IAsyncDisposable
{
    public const string Module = "/js/editor.js";

    private IJSObjectReference? _editor;

    /// <returns>What the browser still keeps of this post, since it was not saved: neither what it shows, nor of an editor that is open.</returns>
    public Task<KeptText?> OpenAsync(ElementReference form, string key, int version) => OrNothingAsync(async () =>
    {
        var module = await browser.InvokeAsync<IJSObjectReference?>("import", Module);
        _editor = module is null ? null : await module.InvokeAsync<IJSObjectReference?>("open", form, key, version);
        return _editor is null ? null : await _editor.InvokeAsync<KeptText?>("kept");
    });

    public Task KeepAsync() => CallAsync("keep");

    public Task DiscardAsync() => CallAsync("discard");

    /// <summary>What <see cref="OpenAsync"/> found is this editor's copy from now on.</summary>
    public Task TakeAsync() => CallAsync("take");

    public Task RefuseAsync() => CallAsync("refuse");

    public Task SavedAsync(string key, EditedPost post, EditorContent content) => CallAsync("saved", key, post.Version, content.Sum);

    public async ValueTask DisposeAsync() => await CallAsync("close");

    private async Task CallAsync(string function, params object?[] arguments)
    {
        if (_editor is { } editor)
        {
            await OrNothingAsync<object>(async () =>
            {
                await editor.InvokeVoidAsync(function, arguments);
                return null;
            });
        }
    }

    /// <summary>A browser that is away for a moment keeps its copy: that is what the copy is for.</summary>
    private static async Task<T?> OrNothingAsync<T>(Func<Task<T?>> call) where T : class
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or TaskCanceledException)
        {
            return null;
        }
    }
}

/// <param name="Version">Of the post that it was typed on.</param>
/// <param name="At">In milliseconds since 1970, by the browser's clock.</param>
public sealed record KeptText(string Title, string Markdown, string Summary, string Slug, string Tags, int Version, long At)
{
    public EditorContent Content => new(
        Title, Markdown, Summary, Tags.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), Slug);
}

using System.Globalization;
using BlogBlazor.Accounts;
using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BlogBlazor.Posts.Editing;

public sealed partial class PostEditor
{
    private readonly SemaphoreSlim _turn = new(1);
    private ElementReference _form;
    private EditorInBrowser? _browser;
    private AutosaveClock _autosave = null!;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    private EditedPost? _post;
    private string _title = "", _markdown = "", _summary = "", _slug = "";
    private IReadOnlyList<string> _tags = [];
    private DateTimeOffset? _publishAt;
    private string? _cover, _coverAlt;
    private string? _previewed;
    private MarkupString _preview;
    private int _words;
    private Pane _pane;

    // Until its part in the browser is there, which keeps a copy of what is typed, and from the line what would break it.
    private bool _isWaiting = true;

    private bool _saving, _hasLeft;
    private string _status = "";
    private IReadOnlyDictionary<string, string[]> _problems = new Dictionary<string, string[]>();
    private EditedPost? _theirs;
    private SaveFor _refused;
    private KeptText? _kept;

    // What is saved next was typed on another version than the one it goes over.
    private bool _isOver;

    private enum Pane
    {
        Write,
        Preview,
        Settings,
    }

    [Inject]
    private EditorService Editor { get; set; } = null!;

    [Inject]
    private BrowserTimeZone TimeZone { get; set; } = null!;

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Parameter, EditorRequired]
    public required CurrentUser Author { get; set; }

    /// <summary>The post as it is when the editor opens; null for a new one.</summary>
    [Parameter]
    public EditedPost? Opened { get; set; }

    /// <summary>Hears of each save, so that the address can follow.</summary>
    [Parameter]
    public EventCallback<EditedPost> OnSaved { get; set; }

    /// <summary>Readers see the post as it is here now.</summary>
    [Parameter]
    public EventCallback<EditedPost> OnPublished { get; set; }

    private bool IsDraft => _post?.IsDraft ?? true;
    private EditorContent Content => new(_title.ReplaceLineEndings(" "), _markdown, _summary, _tags, _slug.Trim());
    private string Key => $"{Author.Id} {_post?.Id.ToString(CultureInfo.InvariantCulture) ?? "new"}";

    private string ShownSlug => _slug.Length > 0 ? _slug
        : _post is not null && Slug.IsNumbered(_post.Slug, Slug.From(_title)) ? _post.Slug
        : Slug.From(_title);

    private string StateWords => _post switch
    {
        { PublishedAt: not null, HasWorkingCopy: true } => L["Published, with changes that readers do not see yet"],
        { PublishedAt: not null } => L["Published"],
        { ScheduledFor: { } at } => L["To be published on {0}", InWords(at)],
        _ => L["Draft"],
    };

    public async ValueTask DisposeAsync()
    {
        _hasLeft = true;
        _autosave.Dispose();
        if (_autosave.IsDirty)
        {
            // The author went to another page, or closed the tab.
            await SaveAsync(SaveFor.Autosave);
        }

        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }

    protected override void OnInitialized()
    {
        _autosave = new AutosaveClock(Time, () => InvokeAsync(AutosaveAsync));
        _post = Opened;
        _publishAt = _post?.ScheduledFor;
        (_cover, _coverAlt) = (_post?.Cover?.Url, _post?.Cover?.Alt);
        Show(_post?.Content ?? EditorContent.Empty);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _browser = new EditorInBrowser(JS);
        var kept = await _browser.OpenAsync(_form, Key, _post?.Version ?? 0);
        _kept = kept;
        if (kept is not null && !_autosave.IsDirty)
        {
            if (_post is null && await FindDraftAsync(kept) is { } draft)
            {
                await _browser.RefuseAsync();
                _kept = null;
                await AdoptAsync(draft);
                await OnSaved.InvokeAsync(draft);
            }
            else if (kept.Version == (_post?.Version ?? 0))
            {
                await TakeKeptAsync();
            }
        }

        _isWaiting = false;
        StateHasChanged();
        _zone = await TimeZone.FindAsync();
        StateHasChanged();
    }

    private string InWords(DateTime utc) => BrowserTimeZone.Words(utc, _zone);

    private string? Problem(string field) => _problems.TryGetValue(field, out var messages) ? messages[0] : null;

    private string? Invalid(string field) => _problems.ContainsKey(field) ? "true" : null;

    private string? Described(string field) => _problems.ContainsKey(field) ? $"problem-{field}" : null;

    private void Show(EditorContent content)
    {
        (_title, _markdown, _summary, _tags, _slug) = (content.Title, content.Markdown, content.Summary, content.Tags, content.Slug);
        Preview();
    }

    /// <summary>Of the text, which is not what is typed each time.</summary>
    private void Preview()
    {
        if (_markdown == _previewed)
        {
            return;
        }

        _previewed = _markdown;
        _preview = MarkdownRenderer.Preview(_markdown);
        _words = ReadingTime.WordsIn(_markdown);
    }

    private void Typed()
    {
        // A field that is emptied is bound as null.
        (_title, _markdown, _summary, _slug) = (_title ?? "", _markdown ?? "", _summary ?? "", _slug ?? "");
        Preview();
        _autosave.Typed();
    }

    private async Task TagsChangedAsync(IReadOnlyList<string> tags)
    {
        _tags = tags;
        Typed();
        StateHasChanged();
        if (_browser is not null)
        {
            await _browser.KeepAsync();
        }
    }

    /// <summary>Who leaves a new post within seconds is not there any more when it is saved: the browser does not hear that it was.</summary>
    private async Task<EditedPost?> FindDraftAsync(KeptText kept)
    {
        try
        {
            return await Editor.FindDraftAsync(Author, kept.Content, CancellationToken.None);
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            return null;
        }
    }

    private Task TakeKeptAsync()
    {
        Show(_kept!.Content);
        _isOver = _kept.Version != (_post?.Version ?? 0);
        _kept = null;
        Typed();
        return _browser!.TakeAsync();
    }

    private Task DiscardKeptAsync()
    {
        _kept = null;
        return _browser!.RefuseAsync();
    }

    private async Task TakeTheirsAsync()
    {
        await AdoptAsync(_theirs!);
        _status = L["Saved"];
    }

    private async Task AdoptAsync(EditedPost post)
    {
        (_post, _theirs, _isOver) = (post, null, false);
        _autosave.Saved(_autosave.Edits);
        _problems = new Dictionary<string, string[]>();
        (_cover, _coverAlt) = (post.Cover?.Url, post.Cover?.Alt);
        Show(post.Content);
        if (_browser is not null)
        {
            await _browser.DiscardAsync();
            await _browser.SavedAsync(Key, post, post.Content);
        }
    }

    private async Task DiscardAsync()
    {
        try
        {
            if (await Editor.DiscardAsync(Author, _post!.Id, CancellationToken.None) is { } post)
            {
                await AdoptAsync(post);
            }
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            Refuse("", L["It could not be saved just now. Please try again."]);
        }
    }
}

using System.Globalization;
using System.Threading.Channels;
using BlogBlazor.Accounts;
using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Moderation;
using BlogBlazor.Reactions;
using BlogBlazor.Signals;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace BlogBlazor.Comments;

/// <summary>
/// The comments of a post, live. What others write while somebody reads waits behind a button, and what they delete leaves
/// its place, so that nothing moves below the eyes; what is changed changes in place.
/// </summary>
public sealed partial class CommentThread(
    CommentQueries comments,
    CommentService writing,
    CommentDrafts drafts,
    ReactionService reactions,
    ReportService reports,
    SignalGroups groups,
    NavigationManager navigation)
{
    private const string Fragment = "#comment-";

    /// <summary>One that waits is enough: each reads the whole page.</summary>
    private readonly Channel<ContentChanged> _changes = Channel.CreateBounded<ContentChanged>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly ShownComments _shown = new();
    private CommentPage _page = CommentPage.Empty;
    private IReadOnlyDictionary<int, IReadOnlyList<ReactionCount>> _reactions = new Dictionary<int, IReadOnlyList<ReactionCount>>();
    private IReadOnlyList<ReactionCount> _postReactions = [];
    private IReadOnlySet<string> _blocked = new HashSet<string>();
    private IDisposable? _membership;
    private PeopleHere? _people;
    private CommentItem? _replyTo;
    private string? _quote;
    private string? _draft;
    private string? _draftId;
    private bool _unsaved;

    /// <summary>Where the page's address leads; and where it led when the page was read.</summary>
    private int? _target;
    private int? _from;

    [Parameter, EditorRequired]
    public int PostId { get; set; }

    [Parameter, EditorRequired]
    public required string Slug { get; set; }

    [Parameter, EditorRequired]
    public required string PostAuthorId { get; set; }

    [Parameter]
    public CurrentUser? Reader { get; set; }

    private string Heading => _page.Total switch
    {
        0 => L["Comments"],
        1 => L["1 comment"],
        var count => L["{0} comments", count],
    };

    protected override async Task OnInitializedAsync()
    {
        _from = _target = TargetIn(navigation.Uri);
        navigation.LocationChanged += OnLocationChanged;
        if (RendererInfo.IsInteractive)
        {
            // Before the comments are read, so that none falls between. A page that is only prerendered does not listen.
            _membership = groups.Join<ContentChanged>(ContentChanged.Group, Hear);
            _ = ListenAsync();
        }

        if (QueryOf(navigation.Uri, "draft") is { } draftId && await drafts.FindAsync(draftId, CancellationToken.None) is { } draft)
        {
            (_draftId, _draft) = (draftId, draft);
        }

        await LoadAsync(showAll: true);
    }

    public void Dispose()
    {
        navigation.LocationChanged -= OnLocationChanged;
        _membership?.Dispose();
        _changes.Writer.TryComplete();
    }

    private void Hear(ContentChanged change)
    {
        if (change.PostId == PostId)
        {
            _changes.Writer.TryWrite(change);
        }
    }

    private static int? TargetIn(string address)
    {
        var at = address.IndexOf(Fragment, StringComparison.Ordinal);
        var text = at >= 0 ? address[(at + Fragment.Length)..] : QueryOf(address, "comment");
        return int.TryParse(text, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    private static string? QueryOf(string address, string name) =>
        QueryHelpers.ParseQuery(new Uri(address).Query).TryGetValue(name, out var value) ? value.ToString() : null;

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath == new Uri(navigation.BaseUri).AbsolutePath + "posts/" + Uri.EscapeDataString(Slug))
        {
            _ = InvokeAsync(() => GoToAsync(TargetIn(e.Location)));
        }
    }

    private async Task GoToAsync(int? target)
    {
        _target = target;
        if (target is null ? !_page.IsFirst : !_shown.Has(target.Value))
        {
            _from = target;
            await LoadAsync(showAll: true);
        }

        StateHasChanged();
    }

    /// <summary>A signal comes in its writer's turn and language; what it asks for is done here, in this page's own.</summary>
    private async Task ListenAsync()
    {
        await foreach (var _ in _changes.Reader.ReadAllAsync())
        {
            await ReloadAsync();
        }
    }

    /// <returns>False when it cannot be read just now: what is shown stays, and the next signal reads again.</returns>
    private async Task<bool> ReloadAsync()
    {
        try
        {
            await LoadAsync(showAll: false);
            StateHasChanged();
            return true;
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            return false;
        }
    }

    private async Task LoadAsync(bool showAll)
    {
        var from = _from;
        var page = await comments.PageAsync(PostId, Reader, from, CancellationToken.None);
        if (from != _from)
        {
            // Somebody went on to another page meanwhile, which is read by itself.
            return;
        }

        _page = page;
        _reactions = await reactions.OfCommentsAsync(PostId, [.. _page.Items.Select(c => c.Id)], Reader, CancellationToken.None);
        _postReactions = await reactions.OfPostAsync(PostId, Reader, CancellationToken.None);
        _blocked = Reader is null ? _blocked : await reports.BlockedByAsync(Reader, CancellationToken.None);
        if (showAll)
        {
            _shown.ShowAll(_page);
        }
        else
        {
            _shown.Update(_page, Reader?.Id);
        }
    }

    /// <summary>The button goes; what it promised has the focus.</summary>
    private void ShowWaiting() => _target = _shown.ShowWaiting() ?? _target;

    private void ReplyTo(CommentItem comment, bool quote)
    {
        _replyTo = comment;
        _quote = quote ? CommentQuote.Of(comment.Markdown) : null;
    }

    private void CloseReply() => (_replyTo, _quote) = (null, null);

    private async Task AddedAsync(int id)
    {
        if (_draftId is { } used)
        {
            (_draftId, _draft) = (null, null);
            await drafts.ForgetAsync(used, CancellationToken.None);
        }

        // The form of a reply goes with its focus.
        _target = _replyTo is null ? _target : id;
        CloseReply();
        if (await ReloadAsync() && !_shown.Has(id))
        {
            navigation.NavigateTo(CommentLink.Page(Slug, id));
        }
    }

    private void Write(bool writes) => _people?.Write(writes);

    private async Task CloseOrOpenAsync()
    {
        try
        {
            await writing.CloseAsync(Reader!, Slug, _page.Closing == Closing.Open, CancellationToken.None);
            _unsaved = false;
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            _unsaved = true;
        }
    }
}

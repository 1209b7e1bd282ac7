using BlogBlazor.Data;
using BlogBlazor.Localization;

namespace BlogBlazor.Posts.Editing;

// How it is saved.
public sealed partial class PostEditor
{
    private async Task AutosaveAsync()
    {
        try
        {
            await SaveAsync(SaveFor.Autosave);
        }
        catch (Exception e)
        {
            // Nobody waits for a timer: as in an event, the page must hear of it.
            await DispatchExceptionAsync(e);
        }
    }

    private async Task SaveAsync(SaveFor purpose, bool over = false)
    {
        var isAutosave = purpose == SaveFor.Autosave;
        if (_saving && !isAutosave)
        {
            // Pressed twice. The button is not disabled meanwhile: that would take the focus from it.
            return;
        }

        await _turn.WaitAsync();
        try
        {
            if (isAutosave && !over && (!_autosave.IsDirty || _theirs is not null || (_post is null && Content.IsEmpty)))
            {
                return;
            }

            if (purpose == SaveFor.Schedule && _publishAt is null)
            {
                Refuse("publishAt", L["Please choose a time."]);
                return;
            }

            _saving = !isAutosave;
            _status = L["Saving…"];
            StateHasChanged();
            await SaveNowAsync(new SaveRequest(Content, _post, purpose, _publishAt, over || _isOver, _cover, _coverAlt));
        }
        catch (InvalidInputException invalid)
        {
            Refuse(invalid.Errors);
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            // What was typed stays in the form, and in the browser.
            Refuse("", L["It could not be saved just now. Please try again."]);
            _autosave.TryAgain();
        }
        finally
        {
            _saving = false;
            _turn.Release();
        }

        StateHasChanged();
    }

    private async Task SaveNowAsync(SaveRequest request)
    {
        var edits = _autosave.Edits;
        var result = await Editor.SaveAsync(Author, request, CancellationToken.None);
        if (result.Post is null)
        {
            Refuse("", L["This post is gone."]);
        }
        else if (result.IsConflict)
        {
            (_theirs, _refused) = (result.Post, request.For);
            _problems = new Dictionary<string, string[]>();
            _status = L["Not saved: {0}", L["changed somewhere else"]];
        }
        else
        {
            (_post, _theirs, _isOver) = (result.Post, null, false);
            _autosave.Saved(edits);
            _problems = new Dictionary<string, string[]>();
            _status = L["Saved"];
            // Not waited for: a browser that is away would hold up the next save.
            _ = _browser?.SavedAsync(Key, _post, request.Content);
            if (_hasLeft)
            {
                return;
            }

            await OnSaved.InvokeAsync(_post);
            if (request.For is SaveFor.Publish or SaveFor.Update && _post.PublishedAt is not null)
            {
                await OnPublished.InvokeAsync(_post);
            }
        }
    }

    private void Refuse(string field, string message) => Refuse(new Dictionary<string, string[]> { [field] = [message] });

    private void Refuse(IReadOnlyDictionary<string, string[]> problems)
    {
        _problems = problems;
        _status = L["Not saved: {0}", problems.First().Value[0]];
        if (_saving && !problems.Keys.Any(field => field is "" or "title" or "markdown" or "cover" or "coverAlt"))
        {
            // Where the message is. Nobody is taken away from the text while typing.
            _pane = Pane.Settings;
        }
    }
}

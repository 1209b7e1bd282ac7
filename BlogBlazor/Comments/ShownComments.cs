namespace BlogBlazor.Comments;

/// <summary>What of a page is on the screen. What has come since then waits, and what has gone since then leaves its place.</summary>
internal sealed class ShownComments
{
    private CommentPage _page = CommentPage.Empty;
    private HashSet<int> _waiting = [];
    private ILookup<int, CommentItem> _replies = Array.Empty<CommentItem>().ToLookup(c => c.Id);

    /// <summary>Comments and replies, in the order they were written.</summary>
    public IReadOnlyList<CommentItem> Items { get; private set; } = [];

    /// <summary>How many wait to be shown.</summary>
    public int Waiting => _waiting.Count;

    public bool Has(int id) => Items.Any(c => c.Id == id);

    public IEnumerable<CommentItem> RepliesTo(int id) => _replies[id];

    public void ShowAll(CommentPage page)
    {
        (_page, _waiting, Items) = (page, [], []);
        Show();
    }

    /// <summary>The same page, read again. What the reader wrote is shown at once.</summary>
    public void Update(CommentPage page, string? readerId)
    {
        _page = page;
        _waiting = [.. page.Items.Where(c => c.Author is { } author && author.Id != readerId && !Has(c.Id)).Select(c => c.Id)];
        Show();
    }

    /// <returns>The first of them; null where none waits: a button that is gone may be clicked until the browser hears of it.</returns>
    public int? ShowWaiting()
    {
        int? first = Waiting > 0 ? _waiting.Min() : null;
        _waiting = [];
        Show();
        return first;
    }

    private void Show()
    {
        var found = _page.Items.Select(c => c.Id).ToHashSet();
        var gone = Items.Where(c => !found.Contains(c.Id)).Select(c => LiesBehind(c) ? c : c.Gone());
        Items = [.. _page.Items.Where(c => !_waiting.Contains(c.Id)).Concat(gone).OrderBy(c => c.Id)];
        _replies = Items.Where(c => c.ParentId is not null).ToLookup(c => c.ParentId!.Value);
    }

    /// <summary>Whether the page ends before it now, since something before it was approved.</summary>
    private bool LiesBehind(CommentItem comment) =>
        (comment.ParentId ?? comment.Id) >= _page.Next
        || (comment.ParentId is { } thread && _page.MoreReplies.TryGetValue(thread, out var more) && comment.Id >= more);
}

namespace BlogBlazor.Notifications.Circuits;

/// <summary>What one toast tells: of notifications that arrived, of something that was done and can be undone, or that it failed.</summary>
public sealed record Toast
{
    public Arrival? News { get; init; }
    public InboxUndo? Undo { get; init; }

    /// <summary>The group whose own sentence tells of all of them.</summary>
    public string? Group => News is { IsKnown: true, Newest: var newest }
        && NotificationKind.All.GetValueOrDefault(newest[^1].Kind)?.Several is not null
        && newest.All(n => n.Group is not null && n.Group == newest[^1].Group)
            ? newest[^1].Group
            : null;
}

/// <summary>The toasts that stand below each other: few, so that what is too much for single ones becomes one sentence.</summary>
public sealed class ToastList
{
    public const int MaxShown = 3;

    private readonly List<Toast> _items = [];
    private long _last;

    public IReadOnlyList<Toast> Items => _items;

    /// <summary>The newest that tells of notifications.</summary>
    public Toast? LastNews => _items.LastOrDefault(toast => toast.News is not null);

    /// <summary>All up to this number has been shown to its end.</summary>
    public long ShownUpTo => _items.Min(toast => toast.News?.First) - 1 ?? _last;

    public void Add(Arrival arrival)
    {
        Shown(arrival.Last);
        var toast = new Toast { News = arrival };
        if (_items.Find(other => toast.Group is not null && other.Group == toast.Group) is { } same)
        {
            _items.Remove(same);
            toast = Merge([same, toast]);
        }

        var news = _items.Where(other => other.News is not null).Append(toast).ToList();
        if (news.Sum(other => other.Group is null ? other.News!.Count : 1) > MaxShown)
        {
            _items.RemoveAll(other => other.News is not null);
            toast = Merge(news);
        }

        _items.Add(toast);
    }

    /// <summary>One thing that was done is enough: the newest can be undone.</summary>
    public void Add(InboxUndo? undo)
    {
        _items.RemoveAll(toast => toast.News is null);
        _items.Add(new Toast { Undo = undo });
    }

    public void Remove(Toast toast) => _items.Remove(toast);

    /// <returns>Whether there was any.</returns>
    public bool RemoveNews(Predicate<Arrival> settled) => _items.RemoveAll(toast => toast.News is { } news && settled(news)) > 0;

    /// <summary>Takes away what need not be told any more, and leaves the rest.</summary>
    public void Settle(Predicate<long> settled)
    {
        for (var i = _items.Count - 1; i >= 0; i--)
        {
            if (_items[i].News is { } news && news.Newest.Where(n => !settled(n.Sequence)).ToList() is var rest && rest.Count < news.Newest.Count)
            {
                _items[i] = new Toast { News = news with { Newest = rest, Count = news.Count - news.Newest.Count + rest.Count } };
                if (rest.Count == 0)
                {
                    _items.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>It need not be shown: it stands on the page.</summary>
    public void Shown(long sequence) => _last = Math.Max(_last, sequence);

    private static Toast Merge(List<Toast> toasts)
    {
        var arrivals = toasts.ConvertAll(toast => toast.News!);
        var newest = arrivals.SelectMany(arrival => arrival.Newest).OrderBy(n => n.Sequence).TakeLast(HeldNotifications.MaxKept).ToList();
        return new Toast { News = new Arrival(newest, arrivals.Sum(arrival => arrival.Count), arrivals.Min(arrival => arrival.First)) };
    }
}

namespace BlogBlazor.Posts.Editing;

/// <summary>When to save what is typed: a moment after the last key, and now and then while keys keep coming.</summary>
public sealed class AutosaveClock : IDisposable
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan AtMost = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTimeOffset? _unsavedSince;
    private long _savedEdits;

    public AutosaveClock(TimeProvider time, Action save)
    {
        _time = time;
        _timer = time.CreateTimer(_ => save(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts what is typed, so that a save knows what was typed while it went on.</summary>
    public long Edits { get; private set; }

    public bool IsDirty => Edits != _savedEdits;

    public void Typed()
    {
        Edits++;
        var now = _time.GetUtcNow();
        _unsavedSince ??= now;
        var left = _unsavedSince.Value + AtMost - now;
        Start(left < TimeSpan.Zero ? TimeSpan.Zero : left < Pause ? left : Pause);
    }

    public void Saved(long edits)
    {
        _savedEdits = edits;
        _unsavedSince = IsDirty ? _time.GetUtcNow() : null;
    }

    public void TryAgain() => Start(AtMost);

    public void Dispose() => _timer.Dispose();

    private void Start(TimeSpan wait) => _timer.Change(wait, Timeout.InfiniteTimeSpan);
}

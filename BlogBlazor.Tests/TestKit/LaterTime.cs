namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// The real clock, moved on; timers do not notice. A FakeTimeProvider would run through every ten seconds of half a year,
/// for the timers that wait on it.
/// </summary>
public sealed class LaterTime : TimeProvider
{
    public TimeSpan Later { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Later;
}

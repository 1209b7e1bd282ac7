namespace BlogBlazor.Data;

internal static class UtcTime
{
    /// <summary>In whole microseconds, which is what PostgreSQL keeps: what is told live and what is read back are the same.</summary>
    public static DateTime UtcNow(this TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}

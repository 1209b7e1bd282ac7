namespace BlogBlazor.Data;

internal static class UtcTime
{
    /// <summary>As the database keeps it: what is told live and what is read back are the same.</summary>
    public static DateTime UtcNow(this TimeProvider time) => time.GetUtcNow().UtcDateTime.InMicroseconds();

    /// <summary>A time of UTC in whole microseconds, which is what PostgreSQL keeps.</summary>
    public static DateTime InMicroseconds(this DateTime time) =>
        new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
}

using System.Globalization;

namespace BlogBlazor.Posts;

/// <summary>A place in a list of posts, which is ordered by a date, for addresses: it stays where it is when posts come and go.</summary>
public readonly record struct PostCursor(DateTime At, int Id)
{
    public static PostCursor? Parse(string? text) =>
        text?.Split('-') is [var ticks, var id]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time <= DateTime.MaxValue.Ticks
        && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new PostCursor(new DateTime(time, DateTimeKind.Utc), number)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.Ticks}-{Id}");
}

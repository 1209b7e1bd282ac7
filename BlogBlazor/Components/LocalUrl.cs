namespace BlogBlazor.Components;

internal static class LocalUrl
{
    /// <summary>Whether it is a path of this site: anything else could lead a visitor astray.</summary>
    public static bool IsLocal(string url) =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.Contains('\\') && !url.Any(char.IsControl);

    public static string OrFrontPage(string? url) => url is not null && IsLocal(url) ? url : "/";
}

namespace BlogBlazor.Components;

internal static class LocalUrl
{
    /// <summary>The address when it is a path of this site; anything else, which could lead a visitor astray, becomes "/".</summary>
    public static string OrFrontPage(string? url) =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.Contains('\\') && !url.Any(char.IsControl)
            ? url
            : "/";
}

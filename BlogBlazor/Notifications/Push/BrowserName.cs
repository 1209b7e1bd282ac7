namespace BlogBlazor.Notifications.Push;

/// <summary>What its user knows a browser by, out of what it says of itself.</summary>
public static class BrowserName
{
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    public static string Of(string? userAgent) =>
        $"{NameIn(Browsers, userAgent) ?? "Browser"}, {NameIn(Systems, userAgent) ?? "?"}";

    private static string? NameIn((string Mark, string Name)[] known, string? userAgent) =>
        Array.Find(known, entry => userAgent?.Contains(entry.Mark, StringComparison.Ordinal) == true).Name;
}

namespace BlogBlazor.Settings;

/// <summary>What the administrator says about the whole site; one row.</summary>
public sealed record SiteSettings(string Name, string Tagline, string Language)
{
    public const int MaxNameLength = 60;
    public const int MaxTaglineLength = 200;

    /// <summary>Until somebody says otherwise.</summary>
    public static readonly SiteSettings Default = new("BlogBlazor", "", "en");

    public int Id { get; init; } = 1;
}

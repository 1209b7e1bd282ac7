using System.Globalization;
using System.Text.RegularExpressions;

namespace BlogBlazor.Media;

/// <summary>
/// "{hash}-{width}x{height}.webp", the name of a picture and its address at once: pages know its size and its smaller
/// variants without asking anybody, and what it names never changes.
/// </summary>
/// <param name="Hash">Of the largest variant's content, which is the <see cref="MediaName"/> that texts use.</param>
public sealed partial record MediaName(string Hash, int Width, int Height)
{
    public const string Path = "/media/";
    public const string ContentType = "image/webp";
    public const int MaxWidth = 1600;
    public const int MaxHeight = 8000;

    private static readonly int[] SmallerWidths = [800, 400];

    [GeneratedRegex(@"^(?<hash>[0-9a-f]{32})-(?<width>[1-9]\d{0,3})x(?<height>[1-9]\d{0,3})\.webp\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern { get; }

    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{Hash}-{Width}x{Height}.webp");

    public string Address => Path + FileName;

    /// <summary>Of half and of a quarter of the greatest width, where it is wider than that.</summary>
    public IEnumerable<MediaName> Smaller => SmallerWidths.Where(width => width < Width).Select(
        width => this with { Width = width, Height = Math.Max(1, (int)Math.Round(Height * (double)width / Width)) });

    /// <summary>For the attribute "srcset"; null where there is nothing to choose.</summary>
    public string? SourceSet => Width <= SmallerWidths[^1] ? null : string.Join(
        ", ", Smaller.Prepend(this).Select(name => string.Create(CultureInfo.InvariantCulture, $"{name.Address} {name.Width}w")));

    public static MediaName? Parse(string fileName) => Pattern.Match(fileName) is { Success: true } match
        ? new MediaName(match.Groups["hash"].Value, Number(match.Groups["width"]), Number(match.Groups["height"]))
        : null;

    /// <summary>Null where the address leads to no picture of this site.</summary>
    public static MediaName? FromAddress(string? address) =>
        address?.StartsWith(Path, StringComparison.Ordinal) == true ? Parse(address[Path.Length..]) : null;

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);
}

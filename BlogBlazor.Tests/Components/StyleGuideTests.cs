using System.Globalization;
using System.Text.RegularExpressions;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Components;

/// <summary>docs/style.md shows the contrasts of the colours in app.css: as they are, and enough of it (WCAG 1.4.3).</summary>
public sealed partial class StyleGuideTests
{
    private static readonly string Styles = File.ReadAllText(Path.Combine(Repository.Root, "BlogBlazor", "wwwroot", "app.css"));
    private static readonly string Guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "style.md"));

    [Theory]
    [InlineData("ink", "paper", "raised", "code", "accent-wash", "added", "removed", "added-mark", "removed-mark")]
    [InlineData("ink-soft", "paper", "raised", "code", "accent-wash")]
    [InlineData("accent", "paper", "raised", "code", "accent-wash")]
    [InlineData("accent-ink", "accent")]
    [InlineData("signal", "paper", "code")]
    [InlineData("danger", "paper", "raised", "code")]
    [InlineData("paper", "ink", "signal")]
    [InlineData("code-comment", "code")]
    [InlineData("code-keyword", "code")]
    [InlineData("code-string", "code")]
    [InlineData("code-number", "code")]
    [InlineData("code-function", "code")]
    [InlineData("code-type", "code")]
    public void Text_is_readable_on_what_it_stands_on_and_the_guide_says_so(string text, params string[] grounds)
    {
        foreach (var ground in grounds)
        {
            var (light, dark) = (Contrast(Of(text).Light, Of(ground).Light), Contrast(Of(text).Dark, Of(ground).Dark));

            Math.Min(light, dark).ShouldBeGreaterThanOrEqualTo(4.5);
            Guide.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"| `{text}` | `{ground}` | {light:0.0} | {dark:0.0} |"));
        }
    }

    [Fact]
    public void Colours_are_named_once_and_used_by_name()
    {
        var rest = Styles[Styles.IndexOf("/* One scale", StringComparison.Ordinal)..];

        Colour().Matches(rest).Select(match => match.Value).ShouldBeEmpty();
    }

    private static (string Light, string Dark) Of(string token)
    {
        var found = Regex.Match(Styles, $@"--{token}: light-dark\((#\w{{6}}), (#\w{{6}})\)");
        found.Success.ShouldBeTrue(token);
        return (found.Groups[1].Value, found.Groups[2].Value);
    }

    /// <summary>WCAG 2.2, "contrast ratio".</summary>
    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Part(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return 0.2126 * Part(1) + 0.7152 * Part(3) + 0.0722 * Part(5);
    }

    [GeneratedRegex("#[0-9a-fA-F]{3,8}\\b")]
    private static partial Regex Colour();
}

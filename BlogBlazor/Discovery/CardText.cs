using System.Text;
using SkiaSharp;

namespace BlogBlazor.Discovery;

/// <summary>Draws and measures in one size; each letter by the first typeface that has it.</summary>
internal sealed class CardText(SKTypeface[] typefaces, float size) : IDisposable
{
    private readonly SKFont[] _fonts = [.. typefaces.Select(typeface => new SKFont(typeface, size) { Subpixel = true })];

    public float Size => size;

    public void Draw(SKCanvas canvas, string text, float x, float y, SKPaint paint)
    {
        foreach (var (font, run) in Runs(text))
        {
            canvas.DrawText(run, x, y, SKTextAlign.Left, font, paint);
            x += font.MeasureText(run);
        }
    }

    public List<string> Wrap(string text, float width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (Measure(longer) <= width)
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
            {
                lines.Add(line);
            }

            line = Fit(word, width);
        }

        if (line.Length > 0)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>As much of it as there is room for.</summary>
    public string Fit(string text, float width)
    {
        if (Measure(text) <= width)
        {
            return text;
        }

        var runes = text.EnumerateRunes().ToList();
        while (runes.Count > 0 && Measure($"{string.Concat(runes)}…") > width)
        {
            runes.RemoveAt(runes.Count - 1);
        }

        return string.Concat(runes).TrimEnd() + "…";
    }

    public void Dispose() => Array.ForEach(_fonts, font => font.Dispose());

    private float Measure(string text) => Runs(text).Sum(run => run.Font.MeasureText(run.Text));

    private IEnumerable<(SKFont Font, string Text)> Runs(string text)
    {
        var run = new StringBuilder();
        SKFont? font = null;
        // Composed, so that a letter with its marks is one glyph. What no typeface here has is left out.
        foreach (var rune in text.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            if (Array.Find(_fonts, candidate => candidate.ContainsGlyph(rune.Value)) is not { } its)
            {
                continue;
            }

            if (font is not null && its != font)
            {
                yield return (font, run.ToString());
                run.Clear();
            }

            font = its;
            run.Append(rune);
        }

        if (font is not null && run.Length > 0)
        {
            yield return (font, run.ToString());
        }
    }
}

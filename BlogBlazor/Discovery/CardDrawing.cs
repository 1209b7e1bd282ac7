using System.Text;
using SkiaSharp;

namespace BlogBlazor.Discovery;

/// <summary>
/// Draws a post's picture for links that are shared: 1200 × 630, in the look of the site. The typeface is Source Serif 4
/// (SIL Open Font License, Fonts/LICENSE), which comes in parts by script, as browsers load it.
/// </summary>
internal static class CardDrawing
{
    /// <summary>Changes with what is drawn.</summary>
    public const int Look = 1;

    private const int Width = 1200;
    private const int Height = 630;
    private const int Margin = 80;
    private const int MaxLines = 4;

    private static readonly float[] LargeSizes = [76, 64];

    // What the first has is not looked for in the others.
    private static readonly string[] Scripts = ["latin", "vietnamese", "latin-ext"];

    private static readonly SKColor Paper = SKColor.Parse("#fbfaf6");
    private static readonly SKColor Ink = SKColor.Parse("#1d2320");
    private static readonly SKColor Accent = SKColor.Parse("#0b6e5f");
    private static readonly SKColor Signal = SKColor.Parse("#b93d12");

    private static readonly SKTypeface[] Bold = Load(700);
    private static readonly SKTypeface[] Regular = Load(400);

    public static byte[] Draw(string site, string title, string author)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height));
        var canvas = surface.Canvas;
        canvas.Clear(Paper);
        using var paint = new SKPaint { IsAntialias = true, Color = Accent };
        canvas.DrawRect(0, 0, Width, 14, paint);
        canvas.DrawRoundRect(Margin, 84, 46, 34, 5, 5, paint);
        paint.Color = Signal;
        canvas.DrawCircle(Margin + 46, 84, 11, paint);
        paint.Color = Ink;
        using (var name = new Text(Bold, 36))
        {
            name.Draw(canvas, site, Margin + 72, 115, paint);
        }

        using (var heading = Fitting(title, out var lines))
        {
            var y = 200f + heading.Size;
            foreach (var line in lines)
            {
                heading.Draw(canvas, line, Margin, y, paint);
                y += heading.Size * 1.16f;
            }
        }

        using var by = new Text(Regular, 34);
        paint.Color = Accent;
        by.Draw(canvas, by.Fit(author, Width - (2 * Margin)), Margin, Height - 64, paint);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    /// <summary>The title as large as it may be.</summary>
    private static Text Fitting(string title, out List<string> lines)
    {
        foreach (var size in LargeSizes)
        {
            var text = new Text(Bold, size);
            lines = text.Wrap(title, Width - (2 * Margin));
            if (lines.Count <= MaxLines - 1)
            {
                return text;
            }

            text.Dispose();
        }

        var small = new Text(Bold, 56);
        lines = small.Wrap(title, Width - (2 * Margin));
        if (lines.Count > MaxLines)
        {
            lines = [.. lines.Take(MaxLines - 1), small.Fit(string.Join(' ', lines.Skip(MaxLines - 1)), Width - (2 * Margin))];
        }

        return small;
    }

    private static SKTypeface[] Load(int weight) =>
    [
        .. Scripts.Select(script =>
        {
            using var font = typeof(CardDrawing).Assembly.GetManifestResourceStream($"source-serif-4-{script}-{weight}-normal.woff")!;
            return SKTypeface.FromStream(font) ?? throw new InvalidOperationException($"The typeface of {script} cannot be read.");
        }),
    ];

    /// <summary>Draws and measures in one size; each letter by the first typeface that has it.</summary>
    private sealed class Text(SKTypeface[] typefaces, float size) : IDisposable
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
}

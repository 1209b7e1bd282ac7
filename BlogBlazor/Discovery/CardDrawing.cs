using SkiaSharp;

namespace BlogBlazor.Discovery;

/// <summary>
/// Draws a post's picture for links that are shared: 1200 × 630, in the look of the site, or on the post's cover. The
/// typeface is Source Serif 4 (SIL Open Font License, Fonts/LICENSE), which comes in parts by script, as browsers load it.
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

    /// <summary>So dark that paper is read on it (5 : 1) even where the cover is white.</summary>
    private static readonly SKColor Shade = Ink.WithAlpha(166);

    private static readonly SKTypeface[] Bold = Load(700);
    private static readonly SKTypeface[] Regular = Load(400);

    /// <param name="cover">The file of a picture; null where there is none.</param>
    public static PostCard Draw(string site, string title, string author, byte[]? cover)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height));
        var canvas = surface.Canvas;
        canvas.Clear(Paper);
        using var paint = new SKPaint { IsAntialias = true, Color = Accent };
        using var picture = cover is null ? null : SKImage.FromEncodedData(cover);
        if (picture is not null)
        {
            DrawBehind(canvas, picture);
        }

        var ink = picture is null ? Ink : Paper;
        canvas.DrawRect(0, 0, Width, 14, paint);
        canvas.DrawRoundRect(Margin, 84, 46, 34, 5, 5, paint);
        paint.Color = Signal;
        canvas.DrawCircle(Margin + 46, 84, 11, paint);
        paint.Color = ink;
        using (var name = new CardText(Bold, 36))
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

        using var by = new CardText(Regular, 34);
        paint.Color = picture is null ? Accent : ink;
        by.Draw(canvas, by.Fit(author, Width - (2 * Margin)), Margin, Height - 64, paint);
        using var image = surface.Snapshot();
        // A photo as PNG would be ten times as large, more than those who show links take.
        using var file = picture is null ? image.Encode(SKEncodedImageFormat.Png, 100) : image.Encode(SKEncodedImageFormat.Jpeg, 85);
        return new PostCard(file.ToArray(), picture is null ? "image/png" : "image/jpeg");
    }

    /// <summary>The middle of it, as large as fills the card, and darkened.</summary>
    private static void DrawBehind(SKCanvas canvas, SKImage picture)
    {
        var scale = Math.Max((float)Width / picture.Width, (float)Height / picture.Height);
        var (width, height) = (picture.Width * scale, picture.Height * scale);
        var place = SKRect.Create((Width - width) / 2, (Height - height) / 2, width, height);
        canvas.DrawImage(picture, place, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        canvas.DrawColor(Shade, SKBlendMode.SrcOver);
    }

    /// <summary>The title as large as it may be.</summary>
    private static CardText Fitting(string title, out List<string> lines)
    {
        foreach (var size in LargeSizes)
        {
            var text = new CardText(Bold, size);
            lines = text.Wrap(title, Width - (2 * Margin));
            if (lines.Count <= MaxLines - 1)
            {
                return text;
            }

            text.Dispose();
        }

        var small = new CardText(Bold, 56);
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
}

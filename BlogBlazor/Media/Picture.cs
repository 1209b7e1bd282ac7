using System.Buffers.Binary;
using System.Security.Cryptography;
using BlogBlazor.Localization;
using Microsoft.Extensions.Localization;
using SkiaSharp;

namespace BlogBlazor.Media;

internal sealed record PictureFile(MediaName Name, byte[] Content);

/// <summary>
/// Makes of what was sent the files that are shown: WebP, upright, at most as wide as pages need, with nothing in them but
/// pixels in sRGB. Of an animation the first frame is left.
/// </summary>
internal static class Picture
{
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>Four bytes each while they are worked on. Known from the header, before anything is unpacked.</summary>
    private const long MaxPixels = 40_000_000;

    private const float Quality = 82;

    /// <summary>More makes a drawing a little smaller, and takes ten times as long over what has no pattern.</summary>
    private const float LosslessEffort = 50;

    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <returns>The largest first.</returns>
    /// <exception cref="InvalidInputException">It is no picture, or too large a one.</exception>
    public static IReadOnlyList<PictureFile> Prepare(byte[] source, IStringLocalizer<Texts> texts)
    {
        Refuse(source.Length > MaxBytes, TooLarge(texts));
        Refuse(!IsOfKnownKind(source), texts["Only pictures: JPEG, PNG, WebP or GIF."]);
        using var data = SKData.CreateCopy(source);
        using var codec = SKCodec.Create(data);
        Refuse(codec is null, texts["This picture is damaged."]);
        Refuse((long)codec!.Info.Width * codec.Info.Height > MaxPixels, texts["At most {0} million pixels.", MaxPixels / 1_000_000]);

        using var pixels = new SKBitmap(codec.Info
            .WithColorType(SKColorType.Rgba8888)
            .WithColorSpace(SKColorSpace.CreateSrgb())
            .WithAlphaType(codec.Info.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Premul));
        Refuse(codec.GetPixels(pixels.Info, pixels.GetPixels()) != SKCodecResult.Success, texts["This picture is damaged."]);

        using var largest = Upright(pixels, codec.EncodedOrigin);
        // Drawings and screenshots stay sharp, and are smaller so.
        var mayBeLossless = codec.EncodedFormat is SKEncodedImageFormat.Png or SKEncodedImageFormat.Gif;
        var content = IsAsItWouldBeMade(source, codec) ? source : Encode(largest, mayBeLossless);
        var name = new MediaName(Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16)), largest.Width, largest.Height);
        return [new PictureFile(name, content), .. name.Smaller.Select(smaller => Shrink(largest, smaller, mayBeLossless))];
    }

    public static LocalizedString TooLarge(IStringLocalizer<Texts> texts) => texts["At most {0} MB.", MaxBytes / (1024 * 1024)];

    private static void Refuse(bool condition, LocalizedString problem) =>
        InvalidInputException.ThrowIfAny(("file", condition ? problem.Value : null));

    /// <summary>By its first bytes, whatever the sender calls it. Skia would read more kinds, of which nobody needs the risk.</summary>
    private static bool IsOfKnownKind(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])
        || file.StartsWith("GIF87a"u8)
        || file.StartsWith("GIF89a"u8)
        || (file.Length > 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8));

    /// <summary>
    /// A WebP of pixels alone that is not heavy: made by this program, perhaps. It is kept to the byte, so that a picture
    /// that was exported comes back under its own name.
    /// </summary>
    private static bool IsAsItWouldBeMade(ReadOnlySpan<byte> file, SKCodec codec)
    {
        if (codec is not { EncodedFormat: SKEncodedImageFormat.Webp, FrameCount: <= 1, Info: { Width: <= MediaName.MaxWidth, Height: <= MediaName.MaxHeight } info }
            || file.Length > (long)info.Width * info.Height
            || BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) != file.Length - 8)
        {
            return false;
        }

        var chunks = file[12..];
        while (chunks.Length >= 8)
        {
            var kind = chunks[..4];
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunks[4..]);
            if (!(kind.SequenceEqual("VP8 "u8) || kind.SequenceEqual("VP8L"u8) || kind.SequenceEqual("VP8X"u8) || kind.SequenceEqual("ALPH"u8))
                || length > chunks.Length - 8)
            {
                return false;
            }

            chunks = chunks[(int)Math.Min(8 + length + (length % 2), chunks.Length)..];
        }

        return chunks.IsEmpty;
    }

    /// <summary>Turned as the camera was held, and no larger than is shown.</summary>
    private static SKBitmap Upright(SKBitmap pixels, SKEncodedOrigin origin)
    {
        var (w, h) = (pixels.Width, pixels.Height);
        var turn = origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, w, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, w, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, h, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, h, -1, 0, w, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, w, 0, 0, 1),
            _ => SKMatrix.Identity,
        };
        if (origin >= SKEncodedOrigin.LeftTop)
        {
            (w, h) = (h, w);
        }

        var scale = Math.Min(1, Math.Min((double)MediaName.MaxWidth / w, (double)MediaName.MaxHeight / h));
        return Draw(pixels, turn, (w, h), (Math.Max(1, (int)Math.Round(w * scale)), Math.Max(1, (int)Math.Round(h * scale))));
    }

    private static PictureFile Shrink(SKBitmap largest, MediaName name, bool mayBeLossless)
    {
        using var bitmap = Draw(largest, SKMatrix.Identity, (largest.Width, largest.Height), (name.Width, name.Height));
        return new PictureFile(name, Encode(bitmap, mayBeLossless));
    }

    private static SKBitmap Draw(SKBitmap pixels, SKMatrix turn, (int Width, int Height) from, (int Width, int Height) to)
    {
        // Without a colour space of its own: the encoder would write it into the file, and sRGB is what is meant without.
        var bitmap = new SKBitmap(new SKImageInfo(to.Width, to.Height, SKColorType.Rgba8888, pixels.AlphaType));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Transparent);
        canvas.Scale((float)to.Width / from.Width, (float)to.Height / from.Height);
        canvas.Concat(turn);
        pixels.SetImmutable();
        using var image = SKImage.FromBitmap(pixels);
        canvas.DrawImage(image, 0, 0, Smooth);
        return bitmap;
    }

    private static byte[] Encode(SKBitmap bitmap, bool mayBeLossless)
    {
        using var pixmap = bitmap.PeekPixels()!;
        var lossy = Encode(SKWebpEncoderCompression.Lossy, Quality);
        var lossless = mayBeLossless ? Encode(SKWebpEncoderCompression.Lossless, LosslessEffort) : null;
        return lossless?.Length <= lossy.Length ? lossless : lossy;

        byte[] Encode(SKWebpEncoderCompression compression, float quality)
        {
            using var data = pixmap.Encode(new SKWebpEncoderOptions(compression, quality));
            return data!.ToArray();
        }
    }
}

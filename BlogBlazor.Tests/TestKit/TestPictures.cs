using SkiaSharp;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Pictures as cameras and drawing programs make them.</summary>
internal static class TestPictures
{
    /// <summary>The left half red, the right half blue.</summary>
    public static byte[] RedAndBlue(int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Blue);
        using var red = new SKPaint { Color = SKColors.Red };
        canvas.DrawRect(0, 0, width / 2f, height, red);
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    public static byte[] Plain(int width, int height, SKColor colour)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(colour);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>One pixel.</summary>
    public static byte[] Gif { get; } = Convert.FromBase64String("R0lGODdhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs=");

    /// <summary>Four pixels wide: red first, then blue.</summary>
    public static byte[] AnimatedGif { get; } = Convert.FromBase64String(
        "R0lGODlhBAAEAPAAAP8AAAAAACH5BAAKAAAAIf8LTkVUU0NBUEUyLjADAQAAACwAAAAABAAEAAACBISPCQUAIfkEAAoAAAAsAAAAAAQABACAAAD/AAAAAgSEjwkFADs=");

    /// <inheritdoc cref="AnimatedGif"/>
    public static byte[] AnimatedWebP { get; } = Convert.FromBase64String(
        "UklGRsAAAABXRUJQVlA4WAoAAAACAAAAAwAAAwAAQU5JTQYAAAD/////AABBTk1GSAAAAAAAAAAAAAMAAAMAAGQAAAJWUDggMAAAANABAJ0BKgQABAACADQl"
        + "oAJ0ugH4AAOwAP7wxAv/ILlhdcjX/yA/5Af8gP/48gAAAEFOTUZEAAAAAAAAAAAAAwAAAwAAZAAAAFZQOCAsAAAAlAEAnQEqBAAEAAAANCWgAnS6AAOYAP75"
        + "k2//kB//kB//kB//ID/iF3sgMABSSUZGPAAAAFdFQlBWUDggMAAAANABAJ0BKgQABAACADQloAJ0ugH4AAOwAP7wxAv/ILlhdcjX/yA/5Af8gP/48gAAAA==");

    /// <summary>Red, in the four inks of a printer.</summary>
    public static byte[] CmykJpeg { get; } = Convert.FromBase64String(
        "/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFBgSFBUU/9sA"
        + "QwEDBAQFBAUJBQUJFA0LDRQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU/8AAFAgAEAAQBAERAAIRAQMRAQQRAP/E"
        + "ABYAAQEBAAAAAAAAAAAAAAAAAAAICf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAWAQEBAQAAAAAAAAAAAAAAAAAABwn/xAAUEQEAAAAAAAAAAAAAAAAAAAAA"
        + "/9oADgQBAAIRAxEEAAA/AKIXNlU1TAAAAf/Z");

    /// <summary>No two pixels alike, so that it is large as a file.</summary>
    public static byte[] Noise(int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height);
        new Random(1).NextBytes(bitmap.GetPixelSpan());
        using var data = bitmap.Encode(format, 100);
        return data.ToArray();
    }

    /// <summary>Soft spots of many colours, as large as a file as a photograph is.</summary>
    public static byte[] Photo(int width, int height)
    {
        using var spots = new SKBitmap(width / 20, height / 20);
        new Random(width + height).NextBytes(spots.GetPixelSpan());
        using var photo = spots.Resize(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), SKSamplingOptions.Default);
        using var data = photo.Encode(SKEncodedImageFormat.Jpeg, 85);
        return data.ToArray();
    }

    /// <summary>Held upright by turning the camera: "turn me by 90° to the right", and where it was taken.</summary>
    public static byte[] WithExif(byte[] jpeg)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0x00, 0x2E, .. "Exif\0\0MM\0*\0\0\0\u0008"u8,
            0, 2,
            0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, // Orientation: 6.
            0x01, 0x0E, 0, 2, 0, 0, 0, 4, (byte)'G', (byte)'P', (byte)'S', 0, // Description.
            0, 0, 0, 0,
        ];
        exif[3] = (byte)(exif.Length - 2);
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>A PNG whose header says how large it is, and which has nothing behind it.</summary>
    public static byte[] HeaderAlone(int width, int height)
    {
        var png = RedAndBlue(8, 8, SKEncodedImageFormat.Png);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc32(png.AsSpan(12, 17)));
        return png;
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}

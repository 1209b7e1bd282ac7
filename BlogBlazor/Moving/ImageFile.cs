using BlogBlazor.Media;

namespace BlogBlazor.Moving;

internal static class ImageFile
{
    /// <exception cref="IOException">It is larger than any that is taken in, or cannot be read.</exception>
    public static Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken) =>
        new FileInfo(file).Length <= Picture.MaxBytes
            ? File.ReadAllBytesAsync(file, cancellationToken)
            : throw TooLarge();

    public static IOException TooLarge() => new($"It is larger than {Picture.MaxBytes / (1024 * 1024)} MB.");
}

using BlogBlazor.Localization;
using BlogBlazor.Media;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Moving;

/// <summary>Takes in the pictures of a post of another site.</summary>
internal sealed class ImportedImages(MediaService media, IStringLocalizer<Texts> texts, MovingReport report, ImportOptions options)
{
    /// <returns>The text with other addresses, and the cover's here.</returns>
    public async Task<(string Markdown, string? Cover)> TakeAsync(SourcePost source, string ownerId, CancellationToken cancellationToken)
    {
        var done = new Dictionary<string, string?>(StringComparer.Ordinal);
        var markdown = await SourceMarkdown.ReplaceAddressesAsync(
            source.Markdown,
            async (isImage, address, line) => isImage ? await OnceAsync(address, source.FirstLine + line) : null,
            what => report.Note(source.File, source.FirstLine, what));
        var cover = source.Cover is null ? null : await OnceAsync(source.Cover, 1);
        return (markdown, cover);

        async Task<string?> OnceAsync(string address, int line)
        {
            if (!done.TryGetValue(address, out var here))
            {
                done[address] = here = await TakeImageAsync(source, address, line, ownerId, cancellationToken);
            }

            return here;
        }
    }

    /// <returns>Its address here; null where it stays what it was.</returns>
    private async Task<string?> TakeImageAsync(SourcePost source, string address, int line, string ownerId, CancellationToken cancellationToken)
    {
        try
        {
            if (await source.ReadImageAsync(address, cancellationToken) is not { } content)
            {
                report.Note(source.File, line, $"The picture {address} is not at hand: its address stays as it is.");
                return null;
            }

            var name = options.DryRun
                ? Picture.Prepare(content, texts)[0].Name
                : await media.AddAsync(ownerId, content, quota: false, cancellationToken);
            report.Images++;
            return name.Address;
        }
        catch (InvalidInputException invalid)
        {
            report.Note(source.File, line, $"The picture {address} is not taken in: {invalid.Errors["file"][0]}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException
            || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            report.Note(source.File, line, $"The picture {address} cannot be read: {e.Message}");
        }

        return null;
    }
}

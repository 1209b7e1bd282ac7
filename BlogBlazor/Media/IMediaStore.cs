namespace BlogBlazor.Media;

/// <summary>Where the files of pictures are kept. A name's content never changes.</summary>
public interface IMediaStore
{
    Task<bool> HasAsync(MediaName name, CancellationToken cancellationToken);

    Task SaveAsync(MediaName name, byte[] content, CancellationToken cancellationToken);

    /// <returns>It can be read from any place; null where there is none.</returns>
    Task<Stream?> OpenAsync(MediaName name, CancellationToken cancellationToken);

    /// <summary>Does nothing where there is none.</summary>
    Task DeleteAsync(MediaName name, CancellationToken cancellationToken);
}

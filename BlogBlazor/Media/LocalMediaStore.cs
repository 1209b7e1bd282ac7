namespace BlogBlazor.Media;

/// <summary>A folder, with a folder in it for each beginning of a hash: a single one would grow long.</summary>
internal sealed class LocalMediaStore(string folder) : IMediaStore
{
    public Task<bool> HasAsync(MediaName name, CancellationToken cancellationToken) => Task.FromResult(File.Exists(PathOf(name)));

    public async Task SaveAsync(MediaName name, byte[] content, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Under its name it is there as a whole or not at all.
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        await File.WriteAllBytesAsync(unfinished, content, cancellationToken);
        File.Move(unfinished, path, overwrite: true);
    }

    public Task<Stream?> OpenAsync(MediaName name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        return Task.FromResult<Stream?>(File.Exists(path)
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous)
            : null);
    }

    private string PathOf(MediaName name) => Path.Combine(folder, name.Hash[..2], name.FileName);
}

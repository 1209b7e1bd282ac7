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
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                await file.WriteAsync(content, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished); // Of a full disk it would take what is left.
            throw;
        }
    }

    public Task<Stream?> OpenAsync(MediaName name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        return Task.FromResult<Stream?>(File.Exists(path)
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous)
            : null);
    }

    public Task DeleteAsync(MediaName name, CancellationToken cancellationToken)
    {
        if (PathOf(name) is var path && File.Exists(path))
        {
            File.Delete(path);
        }

        return Task.CompletedTask;
    }

    private string PathOf(MediaName name) => Path.Combine(folder, name.Hash[..2], name.FileName);
}

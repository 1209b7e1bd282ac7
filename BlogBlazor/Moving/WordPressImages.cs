using System.Text.RegularExpressions;
using BlogBlazor.Hosting;
using BlogBlazor.Media;

namespace BlogBlazor.Moving;

/// <summary>The pictures of a WordPress site: in a copy of its folder of uploads, or, where that is allowed, from the site itself.</summary>
internal sealed partial class WordPressImages(string? uploads, bool download, OutgoingRule rule) : IDisposable
{
    private readonly HttpClient? _http = download
        ? new HttpClient(new SocketsHttpHandler
        {
            // By http too, as old sites are; but to public addresses alone, wherever a redirect leads.
            ConnectCallback = (context, cancellationToken) => rule.ConnectAsync(context.DnsEndPoint, cancellationToken),
            UseProxy = false,
        })
        { Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = Picture.MaxBytes }
        : null;

    /// <summary>On wordpress.com the folder's name is not in the address.</summary>
    [GeneratedRegex(@"(?:/wp-content/uploads/|/(?=\d{4}/\d{2}/))(?<path>.+)$")]
    private static partial Regex Below { get; }

    /// <summary>"photo-300x200.jpg" is a smaller "photo.jpg".</summary>
    [GeneratedRegex(@"-\d+x\d+(?=\.\w+$)")]
    private static partial Regex Size { get; }

    public async Task<byte[]?> ReadAsync(string address, CancellationToken cancellationToken)
    {
        var path = Uri.TryCreate(address, UriKind.Absolute, out var absolute) ? Uri.UnescapeDataString(absolute.AbsolutePath) : address;
        if (uploads is not null && !path.Contains('\0', StringComparison.Ordinal) && Below.Match(path) is { Success: true } match)
        {
            var root = Path.GetFullPath(uploads) + Path.DirectorySeparatorChar;
            var below = match.Groups["path"].Value;
            var file = new[] { Size.Replace(below, ""), below }.Select(name => Path.GetFullPath(Path.Combine(root, name)))
                .FirstOrDefault(file => file.StartsWith(root, StringComparison.Ordinal) && File.Exists(file));
            if (file is not null)
            {
                return await ImageFile.ReadAsync(file, cancellationToken);
            }
        }

        return _http is not null && absolute?.Scheme is "http" or "https" ? await _http!.GetByteArrayAsync(absolute, cancellationToken) : null;
    }

    public void Dispose() => _http?.Dispose();
}

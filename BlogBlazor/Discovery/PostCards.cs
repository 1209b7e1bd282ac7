using System.Security.Cryptography;
using System.Text;
using BlogBlazor.Posts;
using BlogBlazor.Settings;
using Microsoft.Extensions.Caching.Memory;

namespace BlogBlazor.Discovery;

/// <summary>The pictures of posts. Each is drawn once, one at a time, and kept.</summary>
internal sealed class PostCards(CurrentSite site) : IDisposable
{
    /// <summary>Pictures in memory, of some 40 KB each.</summary>
    private const int KeptBytes = 16 * 1024 * 1024;

    /// <summary>More may not wait: drawing is for who shares a link, and must not slow down who reads.</summary>
    private const int MaxWaiting = 8;

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = KeptBytes });
    private readonly SemaphoreSlim _turn = new(1);
    private int _waiting;

    public static string PathOf(PostDetails post, string site) => $"/posts/{post.Slug}/card.png?v={VersionOf(post, site)}";

    /// <summary>Another picture has another version, for ever.</summary>
    public static string VersionOf(PostDetails post, string site) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{CardDrawing.Look}\n{site}\n{post.Title}\n{post.Author.DisplayName}")))[..12];

    /// <summary>A PNG; null when too many wait for theirs.</summary>
    public async Task<byte[]?> GetAsync(PostDetails post, CancellationToken cancellationToken)
    {
        var name = site.Name;
        var version = VersionOf(post, name);
        if (_kept.Get<byte[]>(version) is { } kept)
        {
            return kept;
        }

        try
        {
            if (Interlocked.Increment(ref _waiting) > MaxWaiting)
            {
                return null;
            }

            await _turn.WaitAsync(cancellationToken);
            try
            {
                return _kept.GetOrCreate(version, entry =>
                {
                    var picture = CardDrawing.Draw(name, post.Title, post.Author.DisplayName);
                    entry.Size = picture.Length;
                    return picture;
                });
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose()
    {
        _kept.Dispose();
        _turn.Dispose();
    }
}

using System.Security.Cryptography;
using System.Text;
using BlogBlazor.Media;
using BlogBlazor.Posts;
using BlogBlazor.Settings;
using Microsoft.Extensions.Caching.Memory;

namespace BlogBlazor.Discovery;

/// <summary>The pictures of posts. Each is drawn once, one at a time, and kept.</summary>
internal sealed class PostCards(CurrentSite site, IMediaStore media) : IDisposable
{
    /// <summary>Pictures in memory, of some 40 KB each, and 120 KB with a cover.</summary>
    private const int KeptBytes = 16 * 1024 * 1024;

    /// <summary>More may not wait: drawing is for who shares a link, and must not slow down who reads.</summary>
    private const int MaxWaiting = 8;

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = KeptBytes });
    private readonly SemaphoreSlim _turn = new(1);
    private int _waiting;

    public static string PathOf(PostDetails post, string site) =>
        $"/posts/{post.Slug}/card.{(post.Cover is null ? "png" : "jpg")}?v={VersionOf(post, site)}";

    /// <summary>Another picture has another version, for ever.</summary>
    public static string VersionOf(PostDetails post, string site) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{CardDrawing.Look}\n{site}\n{post.Title}\n{post.Author.DisplayName}\n{post.Cover?.Url}")))[..12];

    /// <summary>Null when too many wait for theirs.</summary>
    public async Task<PostCard?> GetAsync(PostDetails post, CancellationToken cancellationToken)
    {
        var name = site.Name;
        var version = VersionOf(post, name);
        if (_kept.Get<PostCard>(version) is { } kept)
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
                return await _kept.GetOrCreateAsync(version, async entry =>
                {
                    var card = CardDrawing.Draw(name, post.Title, post.Author.DisplayName, await CoverAsync(post, cancellationToken));
                    entry.Size = card.Content.Length;
                    return card;
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

    private async Task<byte[]?> CoverAsync(PostDetails post, CancellationToken cancellationToken)
    {
        if (MediaName.FromAddress(post.Cover?.Url) is not { } name || await media.OpenAsync(name, cancellationToken) is not { } file)
        {
            return null;
        }

        await using (file)
        {
            using var content = new MemoryStream();
            await file.CopyToAsync(content, cancellationToken);
            return content.ToArray();
        }
    }

    public void Dispose()
    {
        _kept.Dispose();
        _turn.Dispose();
    }
}

internal sealed record PostCard(byte[] Content, string ContentType);

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BlogBlazor.Localization;
using BlogBlazor.Notifications.Away;
using BlogBlazor.Settings;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Notifications.Push;

/// <summary>What a service worker is told, in the current language; it must fit into the 4,096 bytes of RFC 8030, encrypted.</summary>
public sealed class PushText(NotificationText text, CurrentSite site, IStringLocalizer<Texts> texts)
{
    private const int MaxLetters = 300;
    private const int MaxLines = 3;

    public PushContent Of(UnseenNotifications unseen)
    {
        var groups = unseen.Groups.ToList();
        var one = groups is [var only] && only.Count == unseen.Count ? only : null;
        var lines = groups.Take(MaxLines).Select(group => UserText.Shortened(
            group.Count > 1 ? text.OfSeveral(group.Newest, group.Count) : text.Of(group.Newest), MaxLetters));
        return new PushContent(
            one is null ? texts["{0} new notifications on {1}", unseen.Count, site.Name] : site.Name,
            string.Join('\n', lines),
            one?.Newest.Link ?? "/notifications",
            one is null ? "inbox" : one.Newest.Group ?? $"n{one.Newest.Sequence}",
            unseen.Count,
            unseen.Unread,
            one is null ? [] : [.. unseen.Newest.Select(n => n.Sequence)]);
    }
}

/// <param name="Tag">One with the same tag takes the place of the one before.</param>
/// <param name="Ids">What a click marks as read.</param>
public sealed record PushContent(string Title, string Body, string Link, string Tag, int Count, int Unread, IReadOnlyList<long> Ids)
{
    /// <summary>By which a push service replaces what it has not delivered yet: at most 32 letters of base64url.</summary>
    public string Topic => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(Tag)).AsSpan(0, 24));

    public string ToJson() => JsonSerializer.Serialize(this, NotificationFrames.Json);
}

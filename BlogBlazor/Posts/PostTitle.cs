using BlogBlazor.Localization;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Posts;

internal static class PostTitle
{
    /// <summary>A draft may have none yet, but a link to it needs words.</summary>
    public static string Of(string title, IStringLocalizer<Texts> texts) => title.Length > 0 ? title : texts["Untitled"];
}

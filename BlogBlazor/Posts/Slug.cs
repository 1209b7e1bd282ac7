using System.Text;
using BlogBlazor.Localization;

namespace BlogBlazor.Posts;

public static class Slug
{
    public const int MaxLength = 80;

    private const int MaxNumberLength = 8;

    /// <summary>
    /// "Đăng bài đầu tiên!" becomes "dang-bai-dau-tien". Letters of other scripts stay as they are; a text without letters
    /// or digits becomes <paramref name="otherwise"/>.
    /// </summary>
    public static string From(string text, string otherwise = "post")
    {
        var slug = new StringBuilder(text.Length);
        foreach (var rune in PlainLetters.Of(text).ToLowerInvariant().EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                if (slug.Length + rune.Utf16SequenceLength > MaxLength)
                {
                    break;
                }

                slug.Append(rune);
            }
            else if (slug.Length is > 0 and < MaxLength && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var made = slug.ToString().Trim('-');
        return made.Length > 0 ? made : otherwise;
    }

    /// <summary>What a number is put behind, with a hyphen, to tell it from another post's: short enough for that.</summary>
    public static string Stem(string made)
    {
        var end = MaxLength - MaxNumberLength;
        return made.Length <= end ? made : made[..(char.IsHighSurrogate(made[end - 1]) ? end - 1 : end)].TrimEnd('-');
    }

    /// <summary>Whether it is <paramref name="made"/>, or that with the number by which it differs from another post's.</summary>
    public static bool IsNumbered(string slug, string made)
    {
        var stem = Stem(made);
        return slug == made
            || (slug.StartsWith(stem + "-", StringComparison.Ordinal) && slug.AsSpan(stem.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0);
    }
}

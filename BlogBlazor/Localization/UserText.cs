using System.Globalization;
using System.Text;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Localization;

/// <summary>What every text that a user types must satisfy.</summary>
public static class UserText
{
    /// <summary>The first thing wrong with it, for the person who typed it; null when nothing is.</summary>
    /// <param name="maxLength">In UTF-16 code units, as the database and the browser's maxlength count.</param>
    public static string? Problem(string? text, int maxLength, IStringLocalizer<Texts> texts, bool multiline = false)
    {
        if (string.IsNullOrWhiteSpace(text) || text.EnumerateRunes().All(IsBlank))
        {
            return texts["Please write something here."];
        }

        if (text.Length > maxLength)
        {
            return texts["At most {0} characters; this has {1}.", maxLength, text.Length];
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (IsHarmful(rune, multiline))
            {
                return texts["It contains an invisible character (U+{0}); please take it out.",
                    rune.Value.ToString("X4", CultureInfo.InvariantCulture)];
            }
        }

        return null;
    }

    /// <summary>Without the characters that <see cref="Problem"/> refuses, for a text that nobody can be asked about.</summary>
    public static string Clean(string text, bool multiline = false) =>
        string.Concat(text.EnumerateRunes().Where(rune => !IsHarmful(rune, multiline)));

    /// <summary>At most so long, with a sign that there was more.</summary>
    public static string Shortened(string text, int maxLength) =>
        text.Length <= maxLength ? text : text[..(maxLength - 1)].TrimEnd() + "…";

    /// <summary>What stands in for the portrait of somebody of this name.</summary>
    public static string Initial(string name) => StringInfo.GetNextTextElement(name).ToUpper(CultureInfo.CurrentCulture);

    private static bool IsBlank(Rune rune) =>
        Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control;

    /// <summary>
    /// Control characters; the bidirectional controls, which make text read otherwise than it is stored ("Trojan Source",
    /// CVE-2021-42574); U+FFFD, which stands where the bytes sent were no text, and the two behind it, which no XML may have,
    /// and so no feed. Joiners stay: emoji and several scripts need them.
    /// </summary>
    private static bool IsHarmful(Rune rune, bool multiline) => rune.Value switch
    {
        '\n' or '\r' or '\t' => !multiline,
        >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 => true,
        0x200B or 0x2060 or 0xFEFF => !multiline,
        >= 0xFFFD and <= 0xFFFF => true,
        _ => Rune.IsControl(rune),
    };
}

using System.Globalization;
using System.Text;

namespace BlogBlazor.Localization;

public static class PlainLetters
{
    /// <summary>Takes the marks off letters: "Đăng bài" becomes "Dang bai". The result does not depend on the culture.</summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in WellFormed(text).Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                // Đ has no decomposition.
                plain.Append(c switch { 'đ' => 'd', 'Đ' => 'D', _ => c });
            }
        }

        return plain.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>Normalize throws on halves of surrogate pairs, and on U+FFFE, which is no character.</summary>
    private static string WellFormed(string text)
    {
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            whole.Append(rune.Value is 0xFFFE or 0xFFFF ? Rune.ReplacementChar : rune);
        }

        return whole.ToString();
    }
}

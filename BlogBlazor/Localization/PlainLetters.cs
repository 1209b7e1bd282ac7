using System.Globalization;
using System.Text;

namespace BlogBlazor.Localization;

public static class PlainLetters
{
    /// <summary>Takes the marks off letters: "Đăng bài" becomes "Dang bai". The result does not depend on the culture.</summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                // Đ has no decomposition.
                plain.Append(c switch { 'đ' => 'd', 'Đ' => 'D', _ => c });
            }
        }

        return plain.ToString().Normalize(NormalizationForm.FormC);
    }
}

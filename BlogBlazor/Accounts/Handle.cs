using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BlogBlazor.Localization;

namespace BlogBlazor.Accounts;

/// <summary>
/// A user's public name, as in @lan: 3 to 30 of a–z, 0–9, '-' and '_'. Plain letters only, so that no two handles look
/// alike and none hides invisible characters.
/// </summary>
public static partial class Handle
{
    public const int MinLength = 3;
    public const int MaxLength = 30;

    [GeneratedRegex(@"^[a-z0-9](?:[a-z0-9_\-]{1,28})[a-z0-9]\z")]
    private static partial Regex Pattern { get; }

    public static bool IsValid(string handle) => Pattern.IsMatch(handle);

    /// <summary>Makes a valid handle of an e-mail's local part: "Nguyễn.Đức@…" becomes "nguyen-duc".</summary>
    public static string FromEmail(string email)
    {
        var made = new StringBuilder(MaxLength);
        foreach (var c in PlainLetters.Of(email.Split('@')[0]).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                made.Append(c);
            }
            else if (made.Length > 0 && made[^1] != '-')
            {
                made.Append('-');
            }
        }

        // Room for the number that makes it unique.
        var handle = made.ToString(0, Math.Min(made.Length, MaxLength - 8)).Trim('-');
        return handle.Length >= MinLength ? handle : "user" + handle;
    }

    public static string Numbered(string handle, int number) => string.Create(CultureInfo.InvariantCulture, $"{handle}{number}");
}

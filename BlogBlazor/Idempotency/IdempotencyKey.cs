using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;

namespace BlogBlazor.Idempotency;

/// <summary>The key of one request, with what it is valid for.</summary>
internal sealed partial record IdempotencyKey(string UserId, string Endpoint, string Value)
{
    public const string Header = "Idempotency-Key";
    public const int MaxLength = 255;

    /// <summary>
    /// A structured string by the draft (RFC 9651: "8e03978e-…", in quotes), or the same without quotes, as many clients
    /// send it; without them a comma or a space would leave open whether it is one.
    /// </summary>
    /// <returns>Null when it is no key: empty, too long, not printable ASCII, or more than one.</returns>
    public static string? Parse(StringValues header) =>
        header is [{ } given] && Form.Match(given) is { Success: true } match && match.Groups["key"].Value is { Length: <= MaxLength } key
            ? key
            : null;

    [GeneratedRegex("""^\s*("(?<key>([ !#-\[\]-~]|\\["\\])+)"|(?<key>[!#-+\x2D-~]+))\s*$""")]
    private static partial Regex Form { get; }
}

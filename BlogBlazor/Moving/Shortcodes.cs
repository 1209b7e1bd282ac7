using System.Text.RegularExpressions;

namespace BlogBlazor.Moving;

/// <summary>What Hugo and Jekyll do in a text before it is Markdown, where this blog has something like it.</summary>
/// <param name="addressOf">Finds the address here of another file of the same site; null where there is none.</param>
/// <param name="valueOf">Finds what "page.title" or "site.title" is; null where that is not known.</param>
/// <param name="note">Gets the number of a line, from 0, and what was not understood there.</param>
internal sealed partial class Shortcodes(Func<string, string?> addressOf, Func<string, string?> valueOf, Action<int, string> note)
{
    /// <summary>{{&lt; name … &gt;}} and {{% name … %}}, with "/*" before the name where it is only shown.</summary>
    [GeneratedRegex(@"\{\{(?:<|%)-?\s*(?<shown>/\*)?\s*(?<end>/)?\s*(?<name>[\w./-]*)\s*(?<rest>.*?)\s*(?:\*/)?\s*/?-?(?:>|%)\}\}", RegexOptions.Singleline)]
    private static partial Regex Hugo { get; }

    /// <summary>Raw text first: in it nothing is read.</summary>
    [GeneratedRegex(@"\{%-?\s*raw\s*-?%\}(?<raw>.*?)\{%-?\s*endraw\s*-?%\}|\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|\{%-?\s*(?<name>\w+)\s*(?<rest>.*?)\s*-?%\}|\{\{-?\s*(?<value>[^{}]*?)\s*-?\}\}", RegexOptions.Singleline)]
    private static partial Regex Liquid { get; }

    [GeneratedRegex(@"(?:(?<key>[\w-]+)\s*=\s*)?(?:""(?<value>(?:[^""\\]|\\.)*)""|'(?<value>[^']*)'|`(?<value>[^`]*)`|(?<value>[^\s""'`]+))")]
    private static partial Regex Argument { get; }

    [GeneratedRegex(@"^(?:site\.(?:baseurl|url)|""(?<path>[^""]*)""\s*\|\s*(?:prepend:\s*site\.baseurl|relative_url|absolute_url).*|'(?<path>[^']*)'\s*\|\s*(?:prepend:\s*site\.baseurl|relative_url|absolute_url).*)$")]
    private static partial Regex SitePath { get; }

    public string ConvertHugo(string text) => Hugo.Replace(text, match =>
    {
        var rest = match.Groups["rest"].Value;
        if (match.Groups["shown"].Success)
        {
            return match.Value.Replace("/*", "", StringComparison.Ordinal).Replace("*/", "", StringComparison.Ordinal);
        }

        return OfHugo(match.Groups["name"].Value.ToLowerInvariant(), match.Groups["end"].Success, new Arguments(rest)) ?? Left(text, match);
    });

    public string ConvertJekyll(string text) => Liquid.Replace(text, match => match switch
    {
        _ when match.Groups["raw"].Success => match.Groups["raw"].Value,
        _ when match.Groups["value"].Success => OfValue(match.Groups["value"].Value) ?? Left(text, match),
        _ when match.Groups["name"].Success => OfJekyll(match.Groups["name"].Value, match.Groups["rest"].Value) ?? Left(text, match),
        _ => "",
    });

    private string Left(string text, Match match)
    {
        note(text.AsSpan(0, match.Index).Count('\n'), $"{match.Value.ReplaceLineEndings(" ")} is not known here: it stays as it is typed.");
        return match.Value;
    }

    private string? OfHugo(string name, bool isEnd, Arguments arguments) => name switch
    {
        "figure" or "img" or "image" when !isEnd => Image(
            arguments["src"] ?? arguments[0], arguments["alt"], arguments["caption"] ?? arguments["title"]),
        "figure" or "img" or "image" => "",
        "ref" or "relref" => addressOf(arguments["path"] ?? arguments[0] ?? ""),
        "highlight" => isEnd ? "```" : $"```{arguments[0]}",
        "youtube" => Linked("https://www.youtube.com/watch?v=", arguments["id"] ?? arguments[0]),
        "vimeo" => Linked("https://vimeo.com/", arguments["id"] ?? arguments[0]),
        "gist" => Linked("https://gist.github.com/", $"{arguments[0]}/{arguments[1]}"),
        "tweet" or "x" when arguments["id"] is { } id => Linked("https://x.com/", $"{arguments["user"] ?? "i"}/status/{id}"),
        _ => null,
    };

    private string? OfJekyll(string name, string rest) => name switch
    {
        "highlight" => $"```{rest.Split(' ')[0]}",
        "endhighlight" => "```",
        "post_url" or "link" => addressOf(rest),
        "gist" => Linked("https://gist.github.com/", rest.Split(' ')[0]),
        _ => null,
    };

    private string? OfValue(string value) => SitePath.Match(value) is { Success: true } match ? match.Groups["path"].Value : valueOf(value);

    private static string? Image(string? source, string? alt, string? caption) => string.IsNullOrEmpty(source) ? null
        : $"![{HtmlToMarkdown.Escape(alt ?? caption ?? "")}](<{source}>{(caption is null ? "" : $" \"{caption.Replace("\"", "\\\"", StringComparison.Ordinal)}\"")})";

    private static string? Linked(string site, string? what) => string.IsNullOrEmpty(what) ? null : $"<{site}{what}>";

    private sealed class Arguments
    {
        private readonly List<(string? Key, string Value)> _all;

        public Arguments(string text) => _all =
        [
            .. Argument.Matches(text).Select(match => (
                match.Groups["key"].Success ? match.Groups["key"].Value.ToLowerInvariant() : null,
                match.Groups["value"].Value.Replace("\\\"", "\"", StringComparison.Ordinal))),
        ];

        public string? this[string key] => _all.Find(argument => argument.Key == key).Value;

        /// <summary>Of those without a name.</summary>
        public string? this[int index] => _all.Where(argument => argument.Key is null).ElementAtOrDefault(index).Value;
    }
}

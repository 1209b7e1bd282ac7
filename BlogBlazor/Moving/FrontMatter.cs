using System.Globalization;
using System.Text.RegularExpressions;
using Tomlyn;
using Tomlyn.Model;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace BlogBlazor.Moving;

/// <summary>What stands above the text of a file: YAML between lines of "---", or TOML between lines of "+++".</summary>
/// <param name="Text">What is below it.</param>
/// <param name="TextLine">The number of the text's first line.</param>
internal sealed partial record FrontMatter(IReadOnlyDictionary<string, object?> Values, string Text, int TextLine)
{
    private const int MaxLength = 100_000;

    private static readonly Dictionary<string, object?> Nothing = [];

    [GeneratedRegex(@"\A(?<fence>---|\+\+\+)[ \t]*\r?\n")]
    private static partial Regex Begin { get; }

    [GeneratedRegex(@"^---[ \t]*\r?(?:\n|\z)", RegexOptions.Multiline)]
    private static partial Regex EndOfYaml { get; }

    [GeneratedRegex(@"^\+\+\+[ \t]*\r?(?:\n|\z)", RegexOptions.Multiline)]
    private static partial Regex EndOfToml { get; }

    /// <exception cref="FormatException">It is begun, but cannot be read.</exception>
    public static FrontMatter Read(string file)
    {
        var text = file.TrimStart('\uFEFF');
        if (Begin.Match(text) is not { Success: true } begin)
        {
            return new FrontMatter(Nothing, text, 1);
        }

        var fence = begin.Groups["fence"].Value;
        var end = (fence == "---" ? EndOfYaml : EndOfToml).Match(text, begin.Length);
        if (!end.Success || end.Index > MaxLength)
        {
            throw new FormatException($"The front matter has no end: a line of {fence}.");
        }

        var head = text[begin.Length..end.Index];
        var below = end.Index + end.Length;
        return new FrontMatter(fence == "---" ? ReadYaml(head) : ReadToml(head), text[below..], text.AsSpan(0, below).Count('\n') + 1);
    }

    /// <summary>The first of them that is there. "cover.image" is the image of the cover.</summary>
    public string? Word(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Find(key) is { } value and not (System.Collections.IDictionary or TomlTable)
                && Words(value).FirstOrDefault() is { Length: > 0 } word)
            {
                return word;
            }
        }

        return null;
    }

    /// <summary>Several words, in a list or, in some themes, in one text with commas.</summary>
    public IReadOnlyList<string> List(string key) => Find(key) switch
    {
        null => [],
        string text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        var value => [.. Words(value)],
    };

    public bool Flag(string key) => Word(key) is { } word && bool.TryParse(word, out var flag) && flag;

    /// <exception cref="FormatException">It is there, but is no time.</exception>
    public DateTime? Date(params ReadOnlySpan<string> keys) => Word(keys) is not { } word ? null
        : DateTimeOffset.TryParse(word, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.UtcDateTime
        : throw new FormatException($"'{word}' is no date that is understood.");

    private object? Find(string path)
    {
        object? value = null;
        var table = Values;
        foreach (var key in path.Split('.'))
        {
            value = table?.FirstOrDefault(pair => pair.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;
            table = value switch
            {
                TomlTable toml => toml.ToDictionary(pair => pair.Key, pair => (object?)pair.Value),
                IDictionary<object, object?> yaml => yaml.ToDictionary(pair => pair.Key.ToString() ?? "", pair => pair.Value),
                _ => null,
            };
        }

        return value;
    }

    /// <summary>Of a list of tables, as of authors, the names.</summary>
    private static IEnumerable<string> Words(object? value) => value switch
    {
        null => [],
        string text => [text.Trim()],
        DateTimeOffset time => [time.ToString("O", CultureInfo.InvariantCulture)],
        TomlTable table => Words(table.FirstOrDefault(pair => pair.Key is "name").Value),
        IDictionary<object, object?> table => Words(table.FirstOrDefault(pair => pair.Key is "name").Value),
        IEnumerable<object?> list => list.SelectMany(Words).Where(word => word.Length > 0),
        _ => [Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""],
    };

    private static Dictionary<string, object?> ReadYaml(string text)
    {
        try
        {
            return new DeserializerBuilder().Build().Deserialize<Dictionary<string, object?>?>(text) ?? Nothing;
        }
        catch (YamlException e)
        {
            throw new FormatException($"The front matter is no YAML: {e.Message} (its line {e.Start.Line})", e);
        }
    }

    private static Dictionary<string, object?> ReadToml(string text)
    {
        try
        {
            return TomlSerializer.Deserialize<TomlTable>(text)?.ToDictionary(pair => pair.Key, pair => (object?)pair.Value) ?? Nothing;
        }
        catch (TomlException e)
        {
            throw new FormatException($"The front matter is no TOML: {e.Message}", e);
        }
    }
}

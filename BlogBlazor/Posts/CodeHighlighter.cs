using System.Net;
using System.Text;
using TextMateSharp.Grammars;
using TextMateSharp.Registry;

namespace BlogBlazor.Posts;

/// <summary>
/// Marks the parts of program code with classes, by the grammars of Visual Studio Code; their colours are in app.css. Done
/// on the server, so that readers load no script for it.
/// </summary>
internal static class CodeHighlighter
{
    /// <summary>In one block, in characters and per line: what is longer is shown plainly, since a grammar may take its time.</summary>
    private const int MaxLength = 20_000;
    private const int MaxLineLength = 500;

    /// <summary>The class for the scopes that begin so; the first that fits the most exact scope wins.</summary>
    private static readonly (string Scope, string? Class)[] Classes =
    [
        ("comment", "hl-comment"),
        ("string", "hl-string"),
        ("constant.character", "hl-string"),
        ("constant", "hl-number"),
        ("keyword.operator", null),
        ("keyword", "hl-keyword"),
        ("storage", "hl-keyword"),
        ("entity.name.tag", "hl-keyword"),
        ("entity.name.function", "hl-function"),
        ("support.function", "hl-function"),
        ("entity.other.attribute-name", "hl-type"),
        ("entity.name.type", "hl-type"),
        ("support.type", "hl-type"),
        ("support.class", "hl-type"),
        ("meta.interpolation", null),
        ("markup.inserted", "hl-inserted"),
        ("markup.deleted", "hl-deleted"),
        ("markup.heading", "hl-keyword"),
    ];

    private static readonly RegistryOptions Languages = new(ThemeName.LightPlus);
    private static readonly Registry Grammars = new(Languages);

    /// <summary>By every name that a language has; of two that share one the first has it.</summary>
    private static readonly Dictionary<string, string> Scopes = Languages.GetAvailableLanguages()
        .SelectMany(language => (language.Aliases ?? []).Concat((language.Extensions ?? []).Select(extension => extension.TrimStart('.'))).Prepend(language.Id)
            .Select(name => (Name: name, Scope: Languages.GetScopeByLanguageId(language.Id))))
        .Where(known => known.Scope is not null)
        .DistinctBy(known => known.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(known => known.Name, known => known.Scope, StringComparer.OrdinalIgnoreCase);

    // A grammar keeps its compiled expressions and what it found last: it is for one caller at a time.
    private static readonly Lock Turn = new();

    /// <summary>The classes that <see cref="Highlight"/> gives.</summary>
    public static IEnumerable<string> ClassNames => Classes.Select(c => c.Class).OfType<string>().Distinct();

    /// <param name="language">As it stands after the three backticks: "csharp", "c#", "js", "bash".</param>
    /// <param name="left">The time that this may take; afterwards what is left of it.</param>
    /// <returns>HTML; null where it is to be shown as it is.</returns>
    public static string? Highlight(string code, string language, TimeProvider clock, ref TimeSpan left)
    {
        if (left <= TimeSpan.Zero || code.Length > MaxLength || !Scopes.TryGetValue(language, out var scope))
        {
            return null;
        }

        lock (Turn)
        {
            var grammar = Grammars.LoadGrammar(scope);
            var html = new StringBuilder(code.Length * 2);
            IStateStack? state = null;
            // Not while others had their turn.
            var (started, before) = (clock.GetTimestamp(), left);
            foreach (var line in code.ReplaceLineEndings("\n").Split('\n'))
            {
                if (line.Length > MaxLineLength)
                {
                    return null;
                }

                var result = left > TimeSpan.Zero ? grammar.TokenizeLine(line, state, left) : null;
                left = before - clock.GetElapsedTime(started);
                if (result is null || result.Tokens[^1].EndIndex < line.Length)
                {
                    return null;
                }

                state = result.RuleStack;
                Append(html, line, result.Tokens);
                html.Append('\n');
            }

            return html.ToString(0, html.Length - 1);
        }
    }

    /// <summary>Neighbours of one class share a span: the sanitiser takes time by the number of elements.</summary>
    private static void Append(StringBuilder html, string line, IReadOnlyList<IToken> tokens)
    {
        string? open = null;
        foreach (var token in tokens)
        {
            var text = line[Math.Min(token.StartIndex, line.Length)..Math.Min(token.EndIndex, line.Length)];
            var wanted = string.IsNullOrWhiteSpace(text) ? open : ClassOf(token.Scopes);
            if (wanted != open)
            {
                html.Append(open is null ? "" : "</span>").Append(wanted is null ? "" : $"<span class=\"{wanted}\">");
                open = wanted;
            }

            html.Append(WebUtility.HtmlEncode(text));
        }

        html.Append(open is null ? "" : "</span>");
    }

    private static string? ClassOf(List<string> scopes)
    {
        for (var i = scopes.Count - 1; i > 0; i--)
        {
            foreach (var (scope, name) in Classes)
            {
                if (scopes[i].StartsWith(scope, StringComparison.Ordinal))
                {
                    return name;
                }
            }
        }

        return null;
    }
}

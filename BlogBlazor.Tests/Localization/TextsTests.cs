using System.Text.RegularExpressions;
using System.Xml.Linq;
using BlogBlazor.Localization;
using BlogBlazor.Notifications;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Localization;

/// <summary>The English texts in the source and the Vietnamese ones in <c>Texts.vi.resx</c> belong together.</summary>
public sealed partial class TextsTests
{
    private static readonly string Application = Path.Combine(Repository.Root, nameof(BlogBlazor));

    private static readonly Dictionary<string, string> Vietnamese = Load().ToDictionary();

    private static readonly HashSet<string> Used =
        [.. from file in Source() from Match text in Text.Matches(file.Text) select Regex.Unescape(text.Groups[1].Value),
         .. NotificationKind.All.Values.SelectMany(TextsOf)];

    [GeneratedRegex("""\b(?:L|texts)\["((?:[^"\\]|\\.)*)"(?:\]|,)""")]
    private static partial Regex Text { get; }

    [GeneratedRegex(@"\b(?:L|texts)\[")]
    private static partial Regex AnyLookup { get; }

    [GeneratedRegex(@"\{\d+[^}]*\}")]
    private static partial Regex Placeholder { get; }

    private static IEnumerable<string> TextsOf(NotificationKind kind) =>
        new[] { kind.Sentence, kind.Label, kind.Untitled, kind.Several, kind.Gathered }.OfType<string>().Where(text => text.Length > 0);

    [Fact]
    public void Every_text_in_the_source_has_a_translation() => Used.Except(Vietnamese.Keys).ShouldBeEmpty();

    [Fact]
    public void Every_translation_is_used() => Vietnamese.Keys.Except(Used).ShouldBeEmpty();

    [Fact]
    public void No_text_is_translated_twice() =>
        Load().GroupBy(text => text.Key).Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty();

    [Fact]
    public void Both_languages_have_the_same_placeholders()
    {
        var differing = Vietnamese.Where(text => !Placeholders(text.Key).SetEquals(Placeholders(text.Value)));
        differing.Select(text => text.Key).ShouldBeEmpty();
    }

    [Fact]
    public void No_translation_is_empty_or_has_blanks_around_it() =>
        Vietnamese.Where(text => text.Value.Length == 0 || text.Value.Trim() != text.Value).ShouldBeEmpty();

    /// <summary>A text that is put together or kept in a variable would escape the tests above.</summary>
    [Fact]
    public void Every_lookup_but_that_of_a_notification_s_sentence_has_its_text_in_place()
    {
        var elsewhere = from file in Source()
                        let lookups = AnyLookup.Count(file.Text)
                        where lookups != Text.Count(file.Text)
                        select file.Name;
        elsewhere.ShouldBe(["Notifications/NotificationText.cs"]);
    }

    [Fact]
    public void The_application_finds_them()
    {
        using var _ = new InLanguage("vi");
        foreach (var (english, vietnamese) in Vietnamese)
        {
            InLanguage.Texts[english].Value.ShouldBe(vietnamese);
        }
    }

    private static HashSet<string> Placeholders(string text) => [.. Placeholder.Matches(text).Select(match => match.Value)];

    private static IEnumerable<(string Name, string Text)> Source() =>
        from path in Directory.EnumerateFiles(Application, "*", SearchOption.AllDirectories)
        where Path.GetExtension(path) is ".cs" or ".razor"
        let name = Path.GetRelativePath(Application, path).Replace('\\', '/')
        where !name.StartsWith("obj/", StringComparison.Ordinal) && !name.StartsWith("bin/", StringComparison.Ordinal)
        select (name, File.ReadAllText(path));

    private static IEnumerable<KeyValuePair<string, string>> Load() =>
        from text in XDocument.Load(Path.Combine(Application, "Localization", "Texts.vi.resx")).Root!.Elements("data")
        select KeyValuePair.Create(text.Attribute("name")!.Value, text.Element("value")!.Value);
}

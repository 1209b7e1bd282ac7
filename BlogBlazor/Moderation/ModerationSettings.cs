using System.Text;
using System.Text.RegularExpressions;
using BlogBlazor.Localization;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Moderation;

/// <summary>What administrators decided about comments in general: one row, or none while nobody changed anything.</summary>
public sealed partial class ModerationSettings
{
    public const int TheOnlyId = 1;
    public const int MaxWordsLength = 10_000;
    public const int MaxNumber = 10_000;

    private static readonly TimeSpan LongestSearch = TimeSpan.FromMilliseconds(100);

    public int Id { get; private set; } = TheOnlyId;

    /// <summary>A comment with more links than this is held.</summary>
    public int MaxLinks { get; set; } = 3;

    public bool HoldsFirstComment { get; set; }

    /// <summary>A comment with one of these words is held: one word or phrase to a line.</summary>
    public string HeldWords { get; set; } = "";

    /// <summary>Days from publication until a post takes no more comments; 0 for never.</summary>
    public int CloseAfterDays { get; set; }

    [GeneratedRegex(@"(?:https?:)?//\w|\bwww\.", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Link { get; }

    /// <exception cref="InvalidInputException">With a message for each field that cannot be taken.</exception>
    public void Validate(IStringLocalizer<Texts> texts) => InvalidInputException.ThrowIfAny(
        ("maxLinks", NumberProblem(MaxLinks, texts)),
        ("heldWords", HeldWords.Length == 0 ? null : UserText.Problem(HeldWords, MaxWordsLength, texts, multiline: true)),
        ("closeAfterDays", NumberProblem(CloseAfterDays, texts)));

    public bool Holds(string markdown) => Link.Count(markdown) > MaxLinks || HasHeldWord(markdown.Normalize());

    public bool Closes(DateTime? publishedAt, DateTime now) => CloseAfterDays > 0 && publishedAt?.AddDays(CloseAfterDays) < now;

    private static string? NumberProblem(int number, IStringLocalizer<Texts> texts) =>
        number is >= 0 and <= MaxNumber ? null : texts["From 0 to {0}.", MaxNumber].Value;

    private bool HasHeldWord(string text) => HeldWords
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Any(word => Regex.IsMatch(
            text, $@"(?<!\w){Regex.Escape(word.Normalize(NormalizationForm.FormC))}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, LongestSearch));
}

using BlogBlazor.Data;
using BlogBlazor.Localization;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Components;

/// <summary>What is wrong with a form, for the person who filled it in: by field, and under "" what belongs to none.</summary>
public sealed class FieldProblems
{
    public static readonly FieldProblems None = new(new Dictionary<string, string[]>());

    private readonly IReadOnlyDictionary<string, string[]> _messages;

    private FieldProblems(IReadOnlyDictionary<string, string[]> messages) => _messages = messages;

    /// <summary>The first message, null where there is none.</summary>
    public string? this[string field] => _messages.TryGetValue(field, out var messages) ? messages[0] : null;

    public bool Has(string field) => _messages.ContainsKey(field);

    /// <summary>Null for a fault that is not the form's to tell of. What was typed stays in it either way.</summary>
    public static FieldProblems? Of(Exception exception, IStringLocalizer<Texts> texts) => exception switch
    {
        InvalidInputException invalid => new FieldProblems(invalid.Errors),
        _ when exception.IsDatabaseFault() => new FieldProblems(
            new Dictionary<string, string[]> { [""] = [texts["It could not be saved just now. Please try again."]] }),
        _ => null,
    };
}

using System.Reflection;

namespace BlogBlazor.Notifications;

/// <summary>
/// What happened. A kind is a static field in the feature that tells of it, found by its type: see docs/add-a-notification-kind.md.
/// </summary>
/// <param name="Name">Stored and sent: it never changes.</param>
/// <param name="Sentence">
/// The English text and the key of its translations: {0} is the actor's handle, {1} the notification's own text, {2} the
/// title of what it is about, in quotation marks.
/// </param>
public sealed record NotificationKind(string Name, string Sentence)
{
    /// <summary>From an administrator or a program.</summary>
    public static readonly NotificationKind Message = new("message", "{1}")
    {
        Label = "Messages to you",
        TellsOwnActs = true,
        CanBeMuted = false,
    };

    private static readonly Lazy<IReadOnlyDictionary<string, NotificationKind>> Found = new(() =>
        typeof(NotificationKind).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(NotificationKind))
            .Select(field => (NotificationKind)field.GetValue(null)!)
            .OrderBy(kind => kind.Name, StringComparer.Ordinal)
            .ToDictionary(kind => kind.Name));

    public static IReadOnlyDictionary<string, NotificationKind> All => Found.Value;

    /// <summary>What a user calls it where they choose what to hear of.</summary>
    public required string Label { get; init; }

    /// <summary>What stands in place of a title that is not known.</summary>
    public string Untitled { get; init; } = "a post";

    /// <summary>Whether it is worth a filter of the inbox by itself, beside that of all kinds.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>The sentence of several that the inbox shows together: {3} is their number. Without it each stands alone.</summary>
    public string? Several { get; init; }

    /// <summary>Several belong together when they are by the same actor, not when they are about the same thing.</summary>
    public bool GroupsByActor { get; init; }

    /// <summary>
    /// The sentence of one that gathers: while it is unseen, the same from others adds to it instead of being one more.
    /// {0} is the newest actor, {3} the number of the others.
    /// </summary>
    public string? Gathered { get; init; }

    /// <summary>Where it goes unless its recipient chose otherwise.</summary>
    public Channels Default { get; init; } = Channels.InApp | Channels.Push | Channels.Email;

    /// <summary>Nobody is told of their own act, unless they addressed it to themselves.</summary>
    public bool TellsOwnActs { get; init; }

    /// <summary>Whether it stays away from who muted its actor or what it is about.</summary>
    public bool CanBeMuted { get; init; } = true;

    /// <summary>Kinds with the same name here are chosen together.</summary>
    public string ChosenAs { get => field ?? Name; init; }
}

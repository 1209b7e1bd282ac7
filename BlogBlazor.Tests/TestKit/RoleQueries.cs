using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// Finds what a person finds: by label, by the words on it, by role. The markup may change, these stay. What is found
/// goes stale with the next render: find again after an event.
/// </summary>
public static class RoleQueries
{
    public static IElement FindButton(this IRenderedComponent<IComponent> page, string name) => One(page, "button", name);

    public static IElement FindLink(this IRenderedComponent<IComponent> page, string name) => One(page, "a[href]", name);

    /// <summary>The input or textarea with this label.</summary>
    public static IElement FindField(this IRenderedComponent<IComponent> page, string label) =>
        page.Find("#" + One(page, "label[for]", label).GetAttribute("for"));

    public static IElement FindRole(this IRenderedComponent<IComponent> page, string role) => page.Find($"[role={role}]");

    public static bool HasButton(this IRenderedComponent<IComponent> page, string name) =>
        page.FindAll("button").Any(button => NameOf(button) == name);

    /// <summary>What a field holds, whether it is an input or a textarea.</summary>
    public static string Typed(this IElement field) => field.GetAttribute("value") ?? field.TextContent;

    /// <summary>What a screen reader says of a field beyond its label: its hint, or what is wrong with it.</summary>
    public static string Described(this IRenderedComponent<IComponent> page, IElement field) =>
        field.GetAttribute("aria-describedby") is { Length: > 0 } id ? page.Find("#" + id).Words() : "";

    /// <summary>The text as it is read: without the white space of the markup.</summary>
    public static string Words(this IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The texts of all elements that a selector finds.</summary>
    public static IReadOnlyList<string> WordsOf(this IRenderedComponent<IComponent> page, string selector) =>
        [.. page.FindAll(selector).Select(Words)];

    private static string NameOf(IElement element) => element.GetAttribute("aria-label") ?? element.Words();

    private static IElement One(IRenderedComponent<IComponent> page, string selector, string name)
    {
        var all = page.FindAll(selector);
        return all.SingleOrDefault(element => NameOf(element) == name)
            ?? throw new ElementNotFoundException($"{selector} “{name}” among: {string.Join(", ", all.Select(NameOf))}");
    }
}

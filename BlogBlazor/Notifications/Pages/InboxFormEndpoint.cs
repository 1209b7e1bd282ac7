using System.Globalization;
using System.Security.Claims;
using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace BlogBlazor.Notifications.Pages;

/// <summary>Takes the forms of the inbox where no circuit does. It leads back to the page, which says what was done and offers to undo it.</summary>
internal static class InboxFormEndpoint
{
    public const string Path = InboxPlace.Path + "/act";

    private const string SnoozePrefix = "snooze-";

    public static void MapInboxForm(this IEndpointRouteBuilder routes) => routes.MapPost(Path, ActAsync)
        .RequireAuthorization()
        .RequireRateLimiting(RateLimitPolicies.Writing)
        .ExcludeFromDescription();

    private static async Task<IResult> ActAsync([FromForm] InboxForm form, ClaimsPrincipal user, InboxActs acts, NotificationStore store, TimeProvider time)
    {
        var userId = user.FindFirstValue(ClaimTypes.NameIdentifier)!;
        var back = form.Back?.StartsWith(InboxPlace.Path + "?", StringComparison.Ordinal) == true ? form.Back : InboxPlace.Path;
        if (ActOf(form) is not { } act)
        {
            return TypedResults.BadRequest();
        }

        var at = act == InboxAct.Snooze ? UntilOf(form, time.UtcNow()) : TimeOf(form.When);
        if (act == InboxAct.Snooze && (at is null || !Snooze.IsAllowed(at.Value, time.UtcNow())))
        {
            return Back(("refused", form.At ?? ""), ("entry", $"{form.Id}"));
        }

        try
        {
            if (form.Seen is { } seen)
            {
                await store.MarkSeenAsync(userId, seen, CancellationToken.None);
            }

            var view = InboxPlace.Of(QueryHelpers.ParseQuery(back.Split('?').ElementAtOrDefault(1)).GetValueOrDefault("show"), null, null, null).Filter.View;
            var chosen = form.Id is { } id ? new Chosen([id], form.Group is { Length: > 0 } group ? group : null, view) : Chosen.None;
            var undo = await acts.DoAsync(userId, act, chosen, at, CancellationToken.None);
            return undo is null
                ? Back(("done", $"{act}"))
                : Back(("done", $"{act}"), ("when", undo.At.Ticks.ToString(CultureInfo.InvariantCulture)));
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            return Back(("done", "nothing"));
        }

        IResult Back(params (string Name, string Value)[] told) => TypedResults.LocalRedirect(QueryHelpers.AddQueryString(
            back, told.Select(pair => KeyValuePair.Create<string, string?>(pair.Name, pair.Value))));
    }

    /// <summary>The button that was pressed, or the date that was typed.</summary>
    private static InboxAct? ActOf(InboxForm form) =>
        form.Act is null ? InboxAct.Snooze
        : form.Act.StartsWith(SnoozePrefix, StringComparison.Ordinal) ? InboxAct.Snooze
        : Enum.TryParse<InboxAct>(form.Act, ignoreCase: true, out var act) && Enum.IsDefined(act) ? act
        : null;

    private static DateTime? UntilOf(InboxForm form, DateTime now)
    {
        var zone = BrowserTimeZone.Named(form.Zone);
        if (form.Act is { } act && act.StartsWith(SnoozePrefix, StringComparison.Ordinal))
        {
            return Enum.TryParse<SnoozeChoice>(act[SnoozePrefix.Length..], out var choice) && Enum.IsDefined(choice) ? Snooze.Until(choice, now, zone) : null;
        }

        return DateTime.TryParse(form.At, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? BrowserTimeZone.ToUtc(local, zone) : null;
    }

    /// <summary>As the page was told when it was done.</summary>
    internal static DateTime? TimeOf(long? ticks) =>
        ticks is > 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTime(ticks.Value, DateTimeKind.Utc) : null;
}

/// <summary>All of it optional: each of the forms has its own part.</summary>
internal sealed class InboxForm
{
    public string? Act { get; init; }
    public long? Id { get; init; }
    public string? Group { get; init; }

    /// <summary>The page that the form stands on.</summary>
    public string? Back { get; init; }

    /// <summary>The newest that the page shows.</summary>
    public long? Seen { get; init; }

    /// <summary>The zone of <see cref="At"/>, which is what was typed.</summary>
    public string? Zone { get; init; }
    public string? At { get; init; }

    /// <summary>When was done what is to be undone.</summary>
    public long? When { get; init; }
}

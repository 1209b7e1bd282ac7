using Microsoft.AspNetCore.Http.Extensions;

namespace BlogBlazor.Notifications.Pages;

/// <summary>Where in the inbox a page is, as its address says.</summary>
/// <param name="Before">The page begins below this number.</param>
public sealed record InboxPlace(InboxFilter Filter, long? Before = null)
{
    public const string Path = "/notifications";

    public static InboxPlace Of(string? show, string? kind, string? group, long? before) => new(
        new InboxFilter(
            Enum.TryParse<InboxView>(show, ignoreCase: true, out var view) && Enum.IsDefined(view) ? view : InboxView.All,
            kind is not null && NotificationKind.All.ContainsKey(kind) ? kind : null,
            string.IsNullOrEmpty(group) ? null : group),
        before);

    public string Address
    {
        get
        {
            var query = new QueryBuilder();
            if (Filter.View != InboxView.All)
            {
                query.Add("show", Filter.View.ToString().ToLowerInvariant());
            }

            if (Filter.Kind is { } kind)
            {
                query.Add("kind", kind);
            }

            if (Filter.Group is { } group)
            {
                query.Add("group", group);
            }

            if (Before is { } before)
            {
                query.Add("before", before.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            return Path + query.ToQueryString();
        }
    }
}

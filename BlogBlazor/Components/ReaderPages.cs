using System.Globalization;
using BlogBlazor.Signals;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;

namespace BlogBlazor.Components;

/// <summary>What readers see has changed: a post, what belongs to it, or the name of an author.</summary>
/// <param name="PostId">The post whose comments changed; null for anything else.</param>
public sealed record ContentChanged(int? PostId = null)
{
    /// <summary>One group for all, since every instance keeps pages.</summary>
    public const string Group = "content";
}

/// <summary>
/// Keeps the pages that everybody sees, for who is not signed in, in this instance's memory. Every change of content makes
/// a new version of all pages, which is part of their key: a page that was being drawn meanwhile is kept under the old one
/// and never shown. Changes on other instances come as a signal; one that is lost is seen when the page is too old.
/// </summary>
public sealed class ReaderPages : IOutputCachePolicy
{
    /// <summary>For <see cref="OutputCacheAttribute.PolicyName"/>.</summary>
    public const string Policy = "reader pages";

    /// <summary>How late a reader may be when a signal was lost. "2 minutes ago" is drawn by the server, too.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private const string AntiforgeryCookie = ".AspNetCore.Antiforgery.";

    private int _version;

    public ReaderPages(SignalGroups groups)
    {
        groups.Join<ContentChanged>(ContentChanged.Group, _ => Interlocked.Increment(ref _version));
        groups.MayHaveMissed += group =>
        {
            if (group is null or ContentChanged.Group)
            {
                Interlocked.Increment(ref _version);
            }
        };
    }

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var http = context.HttpContext;
        var isForEverybody = http.User.Identity?.IsAuthenticated != true && HttpMethods.IsGet(http.Request.Method);
        if (isForEverybody)
        {
            http.Response.OnStarting(TakeOffTheCookieAsync, http.Response);
        }

        context.EnableOutputCaching = isForEverybody;
        context.AllowCacheLookup = isForEverybody;
        context.AllowCacheStorage = isForEverybody;
        context.AllowLocking = true;
        context.ResponseExpirationTimeSpan = Kept;
        context.CacheVaryByRules.QueryKeys = "*";
        context.CacheVaryByRules.VaryByValues["version"] = $"{Volatile.Read(ref _version)}";
        context.CacheVaryByRules.VaryByValues["language"] = CultureInfo.CurrentUICulture.Name;
        context.CacheVaryByRules.VaryByValues["theme"] = ThemeCookie.Of(http) ?? "";
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var response = context.HttpContext.Response;
        context.AllowCacheStorage &= response.StatusCode == StatusCodes.Status200OK && response.Headers.SetCookie.Count == 0;
        return ValueTask.CompletedTask;
    }

    /// <summary>Blazor hands every visitor a cookie for forms that it checks. These pages have none, and readers need no cookie.</summary>
    private static Task TakeOffTheCookieAsync(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        if (headers.SetCookie.All(cookie => cookie!.StartsWith(AntiforgeryCookie, StringComparison.Ordinal)))
        {
            headers.SetCookie = StringValues.Empty;
        }

        return Task.CompletedTask;
    }
}

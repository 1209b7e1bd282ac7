using System.Security.Cryptography;
using System.ServiceModel.Syndication;
using System.Xml;
using AngleSharp.Html.Parser;
using BlogBlazor.Components;
using BlogBlazor.Media;
using BlogBlazor.Settings;
using Microsoft.Net.Http.Headers;

namespace BlogBlazor.Discovery;

/// <summary>Feeds are made of a <see cref="SyndicationFeed"/>, as Atom and as RSS, and kept as long as readers' pages are.</summary>
public static class Feeds
{
    /// <summary>So many of the newest entries.</summary>
    public const int Length = 20;

    private const string DublinCore = "http://purl.org/dc/elements/1.1/";

    /// <summary><c>path.atom</c> and <c>path.rss</c>; <c>path</c> alone is Atom.</summary>
    /// <param name="read">Null where there is nothing of that name.</param>
    public static void MapFeed<TSource>(
        this IEndpointRouteBuilder routes, string path, Func<TSource, FeedRequest, Task<SyndicationFeed?>> read)
        where TSource : notnull
    {
        foreach (var extension in new[] { "", ".atom", ".rss" })
        {
            routes.MapMethods(path + extension, [HttpMethods.Get, HttpMethods.Head], async (HttpContext context, TSource source) =>
                {
                    var feed = await read(source, new FeedRequest(context));
                    return feed is null ? Results.NotFound() : File(feed, isRss: extension == ".rss");
                })
                .CacheOutput(ReaderPages.Policy).ExcludeFromDescription();
        }
    }

    /// <summary>What feed readers show stands on no page of this site: every address in it is whole.</summary>
    public static string WithWholeAddresses(string html, Uri page)
    {
        var document = new HtmlParser().ParseDocument(html);
        foreach (var element in document.QuerySelectorAll("[href], [src]"))
        {
            var name = element.HasAttribute("href") ? "href" : "src";
            if (Uri.TryCreate(page, element.GetAttribute(name), out var whole))
            {
                element.SetAttribute(name, whole.AbsoluteUri);
            }
        }

        foreach (var image in document.QuerySelectorAll("img[srcset]"))
        {
            // Of pictures of this site alone.
            var whole = new Uri(page, MediaName.Path).AbsoluteUri;
            image.SetAttribute("srcset", image.GetAttribute("srcset")!.Replace(MediaName.Path, whole, StringComparison.Ordinal));
        }

        return document.Body!.InnerHtml;
    }

    private static IResult File(SyndicationFeed feed, bool isRss)
    {
        if (isRss)
        {
            NameCreators(feed);
        }

        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new System.Text.UTF8Encoding(false), CheckCharacters = false }))
        {
            SyndicationFeedFormatter formatter = isRss ? new Rss20FeedFormatter(feed) : new Atom10FeedFormatter(feed);
            formatter.WriteTo(xml);
        }

        var content = bytes.ToArray();
        // No time of the last change: that of the newest entry does not move when one is taken away.
        return Results.Bytes(
            content,
            isRss ? "application/rss+xml; charset=utf-8" : "application/atom+xml; charset=utf-8",
            entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\""));
    }

    /// <summary>An author of RSS has an e-mail address, which nobody is told; a name alone is what Dublin Core has a word for.</summary>
    private static void NameCreators(SyndicationFeed feed)
    {
        foreach (var item in feed.Items)
        {
            foreach (var author in item.Authors)
            {
                item.ElementExtensions.Add("creator", DublinCore, author.Name);
            }
        }
    }
}

/// <summary>Which feed is asked for, and where.</summary>
public sealed class FeedRequest(HttpContext context)
{
    public CancellationToken Cancel => context.RequestAborted;

    public string SiteName => Site.Name;

    public string Value(string name) => (string)context.Request.RouteValues[name]!;

    public Uri Address(string path) => new(SiteAddress.Of(context.Request), path);

    /// <summary>Stays when an address changes (RFC 4151).</summary>
    public string Id(string subject, DateTime created) => FormattableString.Invariant(
        $"tag:{context.Request.Host.Host},{created:yyyy-MM-dd}:{subject}");

    /// <param name="page">The page of the same content.</param>
    public SyndicationFeed Feed(string title, string page, IReadOnlyList<SyndicationItem> items)
    {
        var updated = items.Select(item => item.LastUpdatedTime).DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max();
        // RSS asks for a description, so where nobody wrote one it is the title.
        var feed = new SyndicationFeed(title, Site.Tagline is { Length: > 0 } tagline ? tagline : title, Address(page), Address(page).AbsoluteUri, updated, items);
        feed.Links.Add(SyndicationLink.CreateSelfLink(Address(context.Request.Path)));
        feed.Authors.Add(new SyndicationPerson { Name = SiteName });
        return feed;
    }

    private SiteSettings Site => context.RequestServices.GetRequiredService<CurrentSite>().Settings;
}

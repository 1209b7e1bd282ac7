using System.Globalization;
using System.Xml.Linq;
using BlogBlazor.Components;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Discovery;

/// <summary>
/// Every page for search engines, in parts. A part of posts or tags holds a range of ids, so that it is found by the key and
/// stays the same while others grow.
/// </summary>
internal sealed class Sitemap(IDbContextFactory<BlogDbContext> databases)
{
    private const int PartSize = 1_000;

    private static readonly XNamespace Schema = "http://www.sitemaps.org/schemas/sitemap/0.9";

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapXml("/sitemap.xml", (sitemap, _, site, cancellationToken) => sitemap.PartsAsync(site, cancellationToken));
        MapXml("/sitemap-pages.xml", (sitemap, _, site, cancellationToken) => sitemap.PagesAsync(site, cancellationToken));
        MapXml("/sitemap-tags-{part:int:min(0)}.xml", (sitemap, part, site, cancellationToken) => sitemap.TagsAsync(part, site, cancellationToken));
        MapXml("/sitemap-posts-{part:int:min(0)}.xml", (sitemap, part, site, cancellationToken) => sitemap.PostsAsync(part, site, cancellationToken));

        void MapXml(string path, Func<Sitemap, int, Uri, CancellationToken, Task<XElement>> make) =>
            routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], async (HttpContext context, Sitemap sitemap, int part = 0) =>
                {
                    var root = await make(sitemap, Math.Min(part, int.MaxValue / PartSize - 1), SiteAddress.Of(context.Request), context.RequestAborted);
                    return Results.Text("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + root, "application/xml; charset=utf-8");
                })
                .CacheOutput(ReaderPages.Policy).ExcludeFromDescription();
    }

    private async Task<XElement> PartsAsync(Uri site, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var posts = await db.Posts.Where(p => p.PublishedAt != null).Select(p => p.Id / PartSize).Distinct().Order().ToListAsync(cancellationToken);
        var tags = await db.Tags.Select(t => t.Id / PartSize).Distinct().Order().ToListAsync(cancellationToken);
        string[] parts = ["pages", .. tags.Select(part => $"tags-{part}"), .. posts.Select(part => $"posts-{part}")];
        return new XElement(Schema + "sitemapindex", parts.Select(part =>
            new XElement(Schema + "sitemap", new XElement(Schema + "loc", new Uri(site, $"/sitemap-{part}.xml").AbsoluteUri))));
    }

    private async Task<XElement> PagesAsync(Uri site, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var authors = await db.Users.Where(u => db.Posts.Any(p => p.AuthorId == u.Id && p.PublishedAt != null))
            .OrderBy(u => u.Handle).Take(PartSize - 3).Select(u => u.Handle).ToListAsync(cancellationToken);
        return Part(site, [("/", null), ("/tags", null), ("/archive", null), .. authors.Select(handle => ($"/authors/{handle}", (DateTime?)null))]);
    }

    private async Task<XElement> TagsAsync(int part, Uri site, CancellationToken cancellationToken)
    {
        var (from, until) = (part * PartSize, (part + 1) * PartSize);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var tags = await db.Tags.Where(t => t.Id >= from && t.Id < until && db.PostTags.Any(p => p.TagsId == t.Id && p.PublishedAt != null))
            .OrderBy(t => t.Id).Select(t => t.Slug).ToListAsync(cancellationToken);
        return Part(site, [.. tags.Select(slug => ($"/tags/{slug}", (DateTime?)null))]);
    }

    private async Task<XElement> PostsAsync(int part, Uri site, CancellationToken cancellationToken)
    {
        var (from, until) = (part * PartSize, (part + 1) * PartSize);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var posts = await db.Posts.Where(p => p.Id >= from && p.Id < until && p.PublishedAt != null)
            .OrderBy(p => p.Id).Select(p => new { p.Slug, p.UpdatedAt }).ToListAsync(cancellationToken);
        return Part(site, [.. posts.Select(post => ($"/posts/{post.Slug}", (DateTime?)post.UpdatedAt))]);
    }

    private static XElement Part(Uri site, IReadOnlyList<(string Path, DateTime? Changed)> pages) =>
        new(Schema + "urlset", pages.Select(page => new XElement(
            Schema + "url",
            new XElement(Schema + "loc", new Uri(site, page.Path).AbsoluteUri),
            page.Changed is { } changed
                ? new XElement(Schema + "lastmod", changed.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
                : null)));
}

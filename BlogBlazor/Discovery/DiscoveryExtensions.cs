using BlogBlazor.Components;

namespace BlogBlazor.Discovery;

/// <summary>How others find what is written here: feeds, sitemap, and the pictures of shared links.</summary>
public static class DiscoveryExtensions
{
    public static void AddDiscovery(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<PostFeeds>();
        builder.Services.AddScoped<Sitemap>();
        builder.Services.AddSingleton<PostCards>();
    }

    public static void MapDiscovery(this IEndpointRouteBuilder routes)
    {
        routes.MapFeed<PostFeeds>("/feed", (feeds, request) => feeds.OfAllAsync(request));
        routes.MapFeed<PostFeeds>("/tags/{slug}/feed", (feeds, request) => feeds.OfTagAsync(request));
        routes.MapFeed<PostFeeds>("/authors/{handle}/feed", (feeds, request) => feeds.OfAuthorAsync(request));
        Sitemap.Map(routes);
        routes.MapPostCard();
        routes.MapMethods("/robots.txt", [HttpMethods.Get, HttpMethods.Head], Robots).ExcludeFromDescription();
    }

    private static IResult Robots(HttpRequest request) => Results.Text(
        $"""
        User-agent: *
        Disallow: /account
        Disallow: /api
        Disallow: /write
        Disallow: /search

        Sitemap: {new Uri(SiteAddress.Of(request), "/sitemap.xml")}

        """);
}

using System.Globalization;
using System.Text.Json;
using BlogBlazor.Localization;
using BlogBlazor.Settings;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Components;

/// <summary>What makes the site an app on a phone or a desktop (W3C Web Application Manifest), by the name it has.</summary>
internal static class ManifestEndpoint
{
    public const string Path = "/manifest.webmanifest";

    public static void MapManifest(this IEndpointRouteBuilder routes) =>
        routes.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], Manifest).ExcludeFromDescription();

    private static IResult Manifest(HttpContext context, CurrentSite site, IStringLocalizer<Texts> texts)
    {
        context.Response.Headers.CacheControl = "no-cache";
        var manifest = new
        {
            id = "/",
            name = site.Name,
            short_name = site.Name,
            description = site.Settings.Tagline,
            lang = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
            start_url = "/",
            scope = "/",
            display = "standalone",
            theme_color = "#fbfaf6",
            background_color = "#fbfaf6",
            icons = new object[]
            {
                new { src = "/icons/192.png", sizes = "192x192", type = "image/png", purpose = "any" },
                new { src = "/icons/512.png", sizes = "512x512", type = "image/png", purpose = "any" },
                new { src = "/icons/maskable-512.png", sizes = "512x512", type = "image/png", purpose = "maskable" },
            },
            shortcuts = new[]
            {
                new { name = texts["Notifications"].Value, url = "/notifications" },
                new { name = texts["Write"].Value, url = "/write" },
            },
        };
        return Results.Text(JsonSerializer.Serialize(manifest, JsonSerializerOptions.Web), "application/manifest+json");
    }
}

using BlogBlazor.Posts;
using BlogBlazor.Settings;
using Microsoft.Net.Http.Headers;

namespace BlogBlazor.Discovery;

internal static class PostCardEndpoint
{
    /// <summary>Under either name, since a cover may come and go, it is what it is now.</summary>
    public static void MapPostCard(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/posts/{slug}/card.{kind:regex(^(png|jpg)$)}", [HttpMethods.Get, HttpMethods.Head], GetAsync).ExcludeFromDescription();

    private static async Task<IResult> GetAsync(string slug, string? v, HttpContext context, PostQueries posts, PostCards cards, CurrentSite site)
    {
        if (await posts.FindAsync(slug, reader: null, context.RequestAborted) is not { } post)
        {
            return Results.NotFound();
        }

        if (await cards.GetAsync(post, context.RequestAborted) is not { } card)
        {
            context.Response.Headers.RetryAfter = "5";
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        var version = PostCards.VersionOf(post, site.Name);
        // The address of an old picture shows the new one, but not for ever.
        context.Response.Headers.CacheControl = v == version ? "public, max-age=31536000, immutable" : "public, max-age=300";
        return Results.Bytes(card.Content, card.ContentType, entityTag: new EntityTagHeaderValue($"\"{version}\""));
    }
}

using System.Security.Claims;
using BlogBlazor.Accounts;
using BlogBlazor.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace BlogBlazor.Media;

internal static class MediaApi
{
    public static void MapMediaApi(this IEndpointRouteBuilder routes)
    {
        // The picture itself is the body. A form of another site cannot send such a type, and its script only where CORS
        // lets it: that is why no antiforgery token is asked for, as with JSON.
        routes.MapPost("/api/media", AddAsync)
            .WithTags("Media")
            .Accepts<Stream>("image/*")
            .WithMetadata(new RequestSizeLimitAttribute(Picture.MaxBytes))
            .AddEndpointFilter<InvalidInputFilter>()
            .RequireAuthorization()
            .AllowTokens(TokenScopes.WritePosts)
            .RequireRateLimiting(RateLimitPolicies.Writing);
        routes.MapMethods(MediaName.Path + "{name}", [HttpMethods.Get, HttpMethods.Head], GetAsync)
            .WithSecurityHeadersPolicy(SecurityHeaders.OfFiles)
            .ExcludeFromDescription();
    }

    private static async Task<Created<MediaResponse>> AddAsync(
        HttpRequest request, ClaimsPrincipal principal, MediaService media, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content, cancellationToken);
        var name = await media.AddAsync(CurrentUser.Require(principal).Id, content.ToArray(), quota: true, cancellationToken);
        return TypedResults.Created(name.Address, new MediaResponse(name.Address, name.Width, name.Height));
    }

    private static async Task<Results<FileStreamHttpResult, NotFound>> GetAsync(
        string name, HttpResponse response, IMediaStore store, CancellationToken cancellationToken)
    {
        if (MediaName.Parse(name) is not { } media || await store.OpenAsync(media, cancellationToken) is not { } content)
        {
            return TypedResults.NotFound();
        }

        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Stream(
            content, MediaName.ContentType, entityTag: new EntityTagHeaderValue($"\"{media.FileName}\""), enableRangeProcessing: true);
    }
}

/// <param name="Url">For Markdown, or as a post's cover.</param>
internal sealed record MediaResponse(string Url, int Width, int Height);

using System.Security.Claims;
using BlogBlazor.Accounts;
using BlogBlazor.Hosting;
using BlogBlazor.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BlogBlazor.Posts;

internal static class PostsApi
{
    public static void MapPostsApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/posts").WithTags("Posts").AddEndpointFilter<InvalidInputFilter>();
        group.MapGet("/", ListAsync).AllowTokens(TokenScopes.ReadPosts);
        group.MapGet("/{slug}", GetAsync).WithName("GetPost").AllowTokens(TokenScopes.ReadPosts);
        var writing = group.MapGroup("").RequireAuthorization().AllowTokens(TokenScopes.WritePosts);
        writing.MapPost("/", CreateAsync).RequireRateLimiting(RateLimitPolicies.Writing).AcceptIdempotencyKey();
        writing.MapPut("/{slug}", UpdateAsync).RequireRateLimiting(RateLimitPolicies.Writing);
        writing.MapDelete("/{slug}", DeleteAsync);
    }

    private static async Task<Results<Ok<PagedPosts>, ValidationProblem>> ListAsync(
        PostQueries posts, CancellationToken cancellationToken, int page = 1, int pageSize = 10, string? tag = null, string? q = null)
    {
        if (page < 1 || pageSize is < 1 or > PostQueries.MaxPageSize)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]>
            {
                [page < 1 ? "page" : "pageSize"] =
                    [page < 1 ? "must be at least 1" : $"must be from 1 to {PostQueries.MaxPageSize}"],
            });
        }

        return TypedResults.Ok(await posts.ListAsync(tag, q, page, pageSize, cancellationToken));
    }

    private static async Task<Results<Ok<PostResponse>, RedirectToRouteHttpResult, NotFound>> GetAsync(
        string slug,
        ClaimsPrincipal principal,
        PostQueries posts,
        OldSlugs oldSlugs,
        MarkdownRenderer markdown,
        CancellationToken cancellationToken)
    {
        var reader = CurrentUser.From(principal);
        if (await posts.FindAsync(slug, reader, cancellationToken) is { } post)
        {
            return TypedResults.Ok(PostResponse.Of(post, markdown));
        }

        return await oldSlugs.FindCurrentAsync(slug, reader, cancellationToken) is { } current
            ? TypedResults.RedirectToRoute("GetPost", new { slug = current }, permanent: true)
            : TypedResults.NotFound();
    }

    private static async Task<CreatedAtRoute<PostResponse>> CreateAsync(
        [FromBody] PostInput input,
        ClaimsPrincipal principal,
        PostService service,
        MarkdownRenderer markdown,
        CancellationToken cancellationToken)
    {
        var post = await service.CreateAsync(CurrentUser.Require(principal), input, cancellationToken);
        return TypedResults.CreatedAtRoute(PostResponse.Of(post, markdown), "GetPost", new { slug = post.Slug });
    }

    private static async Task<Results<Ok<PostResponse>, NotFound, ForbidHttpResult>> UpdateAsync(
        string slug,
        [FromBody] PostInput input,
        ClaimsPrincipal principal,
        PostService service,
        PostQueries posts,
        MarkdownRenderer markdown,
        CancellationToken cancellationToken)
    {
        var user = CurrentUser.Require(principal);
        (var result, slug) = await service.UpdateAsync(user, slug, input, cancellationToken);
        return result switch
        {
            ChangeResult.Done => TypedResults.Ok(
                PostResponse.Of((await posts.FindAsync(slug, user, cancellationToken))!, markdown)),
            ChangeResult.NotYours => TypedResults.Forbid(),
            _ => TypedResults.NotFound(),
        };
    }

    private static async Task<Results<NoContent, NotFound, ForbidHttpResult>> DeleteAsync(
        string slug, ClaimsPrincipal principal, PostService service, CancellationToken cancellationToken) =>
        await service.DeleteAsync(CurrentUser.Require(principal), slug, cancellationToken) switch
        {
            ChangeResult.Done => TypedResults.NoContent(),
            ChangeResult.NotYours => TypedResults.Forbid(),
            _ => TypedResults.NotFound(),
        };
}

internal sealed record PostResponse(
    int Id,
    string Slug,
    string Title,
    string Summary,
    string Markdown,
    string Html,
    Author Author,
    DateTime? PublishedAt,
    DateTime UpdatedAt,
    PostCover? Cover,
    IReadOnlyList<TagName> Tags,
    DateTime? PublishAt)
{
    public static PostResponse Of(PostDetails post, MarkdownRenderer markdown) => new(
        post.Id,
        post.Slug,
        post.Title,
        post.Summary,
        post.Markdown,
        markdown.Render(post.Markdown).Value,
        post.Author,
        post.PublishedAt,
        post.UpdatedAt,
        post.Cover,
        post.Tags,
        post.ScheduledFor);
}

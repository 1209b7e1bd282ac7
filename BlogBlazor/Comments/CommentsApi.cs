using System.Security.Claims;
using BlogBlazor.Accounts;
using BlogBlazor.Hosting;
using BlogBlazor.Idempotency;
using BlogBlazor.Posts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BlogBlazor.Comments;

internal static class CommentsApi
{
    public static void MapCommentsApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/posts/{slug}/comments").WithTags("Comments").AddEndpointFilter<InvalidInputFilter>();
        group.MapGet("/", ListAsync);
        group.MapPost("/", AddAsync).RequireAuthorization().RequireRateLimiting(RateLimitPolicies.Writing).AcceptIdempotencyKey();
        group.MapDelete("/{id:int}", DeleteAsync).RequireAuthorization();
    }

    private static async Task<Results<Ok<CommentList>, NotFound>> ListAsync(
        string slug,
        ClaimsPrincipal principal,
        PostQueries posts,
        CommentService comments,
        MarkdownRenderer markdown,
        CancellationToken cancellationToken)
    {
        var post = await posts.FindAsync(slug, CurrentUser.From(principal), cancellationToken);
        if (post is null)
        {
            return TypedResults.NotFound();
        }

        var items = await comments.ListAsync(post.Id, cancellationToken);
        return TypedResults.Ok(new CommentList([.. items.Select(item => CommentResponse.Of(item, slug, markdown))]));
    }

    private static async Task<Results<Created<CommentResponse>, NotFound>> AddAsync(
        string slug,
        [FromBody] CommentInput input,
        ClaimsPrincipal principal,
        CommentService comments,
        MarkdownRenderer markdown,
        CancellationToken cancellationToken)
    {
        var comment = await comments.AddAsync(CurrentUser.Require(principal), slug, input, cancellationToken);
        return comment is null
            ? TypedResults.NotFound()
            // As a Uri, which is escaped: a slug may have letters that no header takes.
            : TypedResults.Created(
                new Uri(CommentLink.To(slug, comment.Id), UriKind.Relative), CommentResponse.Of(comment, slug, markdown));
    }

    private static async Task<Results<NoContent, NotFound, ForbidHttpResult>> DeleteAsync(
        string slug, int id, ClaimsPrincipal principal, CommentService comments, CancellationToken cancellationToken) =>
        await comments.DeleteAsync(CurrentUser.Require(principal), slug, id, cancellationToken) switch
        {
            ChangeResult.Done => TypedResults.NoContent(),
            ChangeResult.NotYours => TypedResults.Forbid(),
            _ => TypedResults.NotFound(),
        };
}

internal sealed record CommentList(IReadOnlyList<CommentResponse> Items);

internal sealed record CommentResponse(
    int Id, int? ParentId, Author? Author, string Markdown, string Html, DateTime CreatedAt, string Link)
{
    public static CommentResponse Of(CommentItem comment, string slug, MarkdownRenderer markdown) => new(
        comment.Id,
        comment.ParentId,
        comment.Author,
        comment.Markdown,
        markdown.Render(comment.Markdown).Value,
        comment.CreatedAt,
        CommentLink.To(slug, comment.Id));
}

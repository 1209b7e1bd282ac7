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
    private const int MaxLimit = 200;

    public static void MapCommentsApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/posts/{slug}/comments").WithTags("Comments").AddEndpointFilter<InvalidInputFilter>();
        group.MapGet("/", ListAsync).AllowTokens(TokenScopes.ReadPosts);
        var writing = group.MapGroup("").RequireAuthorization().AllowTokens(TokenScopes.WriteComments);
        writing.MapPost("/", AddAsync).RequireRateLimiting(RateLimitPolicies.Writing).AcceptIdempotencyKey();
        writing.MapPut("/{id:int}", EditAsync).RequireRateLimiting(RateLimitPolicies.Writing);
        writing.MapDelete("/{id:int}", DeleteAsync);
        writing.MapPut("/closed", CloseAsync).RequireRateLimiting(RateLimitPolicies.Writing).AllowTokens(TokenScopes.WritePosts);
    }

    private static async Task<Results<Ok<CommentList>, NotFound, ValidationProblem>> ListAsync(
        string slug,
        ClaimsPrincipal principal,
        PostQueries posts,
        CommentQueries comments,
        MarkdownRenderer markdown,
        CancellationToken cancellationToken,
        int after = 0,
        int limit = MaxLimit)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["limit"] = [$"must be from 1 to {MaxLimit}"] });
        }

        var reader = CurrentUser.From(principal);
        var post = await posts.FindAsync(slug, reader, cancellationToken);
        if (post is null)
        {
            return TypedResults.NotFound();
        }

        var items = await comments.ListAsync(post.Id, reader, after, limit + 1, cancellationToken);
        return TypedResults.Ok(new CommentList(
            [.. items.Take(limit).Select(item => CommentResponse.Of(item, slug, markdown))],
            items.Count > limit ? items[limit - 1].Id : null));
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

    private static async Task<Results<NoContent, NotFound, ForbidHttpResult>> EditAsync(
        string slug, int id, [FromBody] CommentInput input, ClaimsPrincipal principal, CommentService comments, CancellationToken cancellationToken) =>
        Answer(await comments.EditAsync(CurrentUser.Require(principal), slug, id, input, cancellationToken));

    private static async Task<Results<NoContent, NotFound, ForbidHttpResult>> DeleteAsync(
        string slug, int id, ClaimsPrincipal principal, CommentService comments, CancellationToken cancellationToken) =>
        Answer(await comments.DeleteAsync(CurrentUser.Require(principal), slug, id, cancellationToken));

    private static async Task<Results<NoContent, NotFound, ForbidHttpResult>> CloseAsync(
        string slug, [FromBody] ClosedInput input, ClaimsPrincipal principal, CommentService comments, CancellationToken cancellationToken) =>
        Answer(await comments.CloseAsync(CurrentUser.Require(principal), slug, input.Closed, cancellationToken));

    private static Results<NoContent, NotFound, ForbidHttpResult> Answer(ChangeResult result) =>
        result switch
        {
            ChangeResult.Done => TypedResults.NoContent(),
            ChangeResult.NotYours => TypedResults.Forbid(),
            _ => TypedResults.NotFound(),
        };
}

/// <param name="Next">What to ask for as <c>after</c>; null when there is nothing after these.</param>
internal sealed record CommentList(IReadOnlyList<CommentResponse> Items, int? Next);

internal sealed record ClosedInput(bool Closed);

internal sealed record CommentResponse(
    int Id, int? ParentId, Author? Author, string Markdown, string Html, DateTime CreatedAt, DateTime? EditedAt, string State, string Link)
{
    public static CommentResponse Of(CommentItem comment, string slug, MarkdownRenderer markdown) => new(
        comment.Id,
        comment.ParentId,
        comment.Author,
        comment.Markdown,
        markdown.Render(comment.Markdown).Value,
        comment.CreatedAt,
        comment.EditedAt,
        comment.Author is null ? "removed" : comment.State.ToString().ToLowerInvariant(),
        CommentLink.To(slug, comment.Id));
}

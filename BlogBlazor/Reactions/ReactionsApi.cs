using System.Security.Claims;
using BlogBlazor.Accounts;
using BlogBlazor.Hosting;
using BlogBlazor.Posts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BlogBlazor.Reactions;

/// <summary>The same below a post and below each of its comments. Adding what is there, or taking back what is not, changes nothing.</summary>
internal sealed class ReactionsApi(PostQueries posts, ReactionService reactions)
{
    private static readonly string[] Names = [.. Enum.GetValues<ReactionKind>().Select(NameOf)];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var ofPost = routes.MapGroup("/api/posts/{slug}/reactions").WithTags("Reactions").AddEndpointFilter<InvalidInputFilter>().AllowTokens(TokenScopes.ReadPosts);
        ofPost.MapGet("/", (string slug, ClaimsPrincipal user, ReactionsApi api, CancellationToken cancellationToken) =>
            api.ListAsync(slug, null, user, cancellationToken));
        Write(ofPost.MapPost("/", (string slug, [FromBody] ReactionInput input, ClaimsPrincipal user, ReactionsApi api, CancellationToken cancellationToken) =>
            api.SetAsync(slug, null, input.Kind, wanted: true, user, cancellationToken)));
        Write(ofPost.MapDelete("/{kind}", (string slug, string kind, ClaimsPrincipal user, ReactionsApi api, CancellationToken cancellationToken) =>
            api.SetAsync(slug, null, kind, wanted: false, user, cancellationToken)));

        var ofComment = routes.MapGroup("/api/posts/{slug}/comments/{id:int}/reactions").WithTags("Reactions").AddEndpointFilter<InvalidInputFilter>().AllowTokens(TokenScopes.ReadPosts);
        ofComment.MapGet("/", (string slug, int id, ClaimsPrincipal user, ReactionsApi api, CancellationToken cancellationToken) =>
            api.ListAsync(slug, id, user, cancellationToken));
        Write(ofComment.MapPost("/", (string slug, int id, [FromBody] ReactionInput input, ClaimsPrincipal user, ReactionsApi api, CancellationToken cancellationToken) =>
            api.SetAsync(slug, id, input.Kind, wanted: true, user, cancellationToken)));
        Write(ofComment.MapDelete("/{kind}", (string slug, int id, string kind, ClaimsPrincipal user, ReactionsApi api, CancellationToken cancellationToken) =>
            api.SetAsync(slug, id, kind, wanted: false, user, cancellationToken)));
    }

    private static void Write(RouteHandlerBuilder endpoint) => endpoint
        .RequireAuthorization()
        .AllowTokens(TokenScopes.WriteComments)
        .RequireRateLimiting(RateLimitPolicies.Writing)
        .WithSummary($"The kind is one of: {string.Join(", ", Names)}.");

    private static string NameOf(ReactionKind kind) => kind.ToString().ToLowerInvariant();

    private async Task<Results<Ok<ReactionList>, NotFound>> ListAsync(
        string slug, int? commentId, ClaimsPrincipal principal, CancellationToken cancellationToken) =>
        await FindAsync(slug, commentId, CurrentUser.From(principal), cancellationToken) is { } list
            ? TypedResults.Ok(list)
            : TypedResults.NotFound();

    private async Task<Results<Ok<ReactionList>, NotFound, ValidationProblem>> SetAsync(
        string slug, int? commentId, string? kind, bool wanted, ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var index = Array.IndexOf(Names, kind);
        if (index < 0)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["kind"] = [$"must be one of: {string.Join(", ", Names)}"] });
        }

        var user = CurrentUser.Require(principal);
        return await reactions.SetAsync(user, slug, commentId, (ReactionKind)index, wanted, cancellationToken)
            && await FindAsync(slug, commentId, user, cancellationToken) is { } list
            ? TypedResults.Ok(list)
            : TypedResults.NotFound();
    }

    private async Task<ReactionList?> FindAsync(string slug, int? commentId, CurrentUser? reader, CancellationToken cancellationToken)
    {
        if (await posts.FindAsync(slug, reader, cancellationToken) is not { } post)
        {
            return null;
        }

        var counts = commentId is { } id
            ? await reactions.OfCommentAsync(post.Id, id, reader, cancellationToken)
            : await reactions.OfPostAsync(post.Id, reader, cancellationToken);
        return counts is null ? null : new ReactionList([.. counts.Select(c => new ReactionResponse(NameOf(c.Kind), c.Count, c.Mine))]);
    }
}

internal sealed record ReactionInput(string? Kind);

internal sealed record ReactionList(IReadOnlyList<ReactionResponse> Items);

internal sealed record ReactionResponse(string Kind, int Count, bool Mine);

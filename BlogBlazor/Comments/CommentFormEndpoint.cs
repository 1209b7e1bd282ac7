using BlogBlazor.Accounts;
using BlogBlazor.Hosting;
using BlogBlazor.Localization;
using BlogBlazor.Moderation;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace BlogBlazor.Comments;

/// <summary>Takes the comment form where no circuit does: from who is not signed in, and from who has JavaScript off.</summary>
internal static class CommentFormEndpoint
{
    public static void MapCommentForm(this IEndpointRouteBuilder routes) => routes.MapPost("/posts/{slug}/comments", SendAsync)
        // Asked below: what a reader sends has no token, since a page that everybody gets can hold none, and is only kept for them.
        .DisableAntiforgery()
        .RequireRateLimiting(RateLimitPolicies.Writing)
        .ExcludeFromDescription();

    private static async Task<IResult> SendAsync(
        string slug,
        HttpContext context,
        IAntiforgery antiforgery,
        CommentService comments,
        CommentQueries queries,
        CommentDrafts drafts,
        [FromForm] string? markdown,
        [FromForm] string? draft)
    {
        var cancellationToken = context.RequestAborted;
        var user = CurrentUser.From(context.User);
        var page = Uri.EscapeDataString(slug);
        if (user is not null && await antiforgery.IsRequestValidAsync(context))
        {
            try
            {
                if (await comments.AddAsync(user, slug, new CommentInput(markdown), cancellationToken) is { } sent)
                {
                    await drafts.ForgetAsync(draft ?? "", cancellationToken);
                    return Results.LocalRedirect(CommentLink.Page(page, sent.Id));
                }

                return Results.NotFound();
            }
            catch (InvalidInputException)
            {
                // The page says what is wrong with it, below the text.
            }
        }

        if (markdown?.Length > CommentDrafts.MaxLength)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        // Anybody may send this: nothing is kept but for a form that shows it again.
        switch (await queries.ClosingOfAsync(slug, user, cancellationToken))
        {
            case null:
                return Results.NotFound();
            case not Closing.Open:
                return Results.LocalRedirect($"/posts/{page}#comments");
        }

        var kept = string.IsNullOrWhiteSpace(markdown) ? "" : $"?draft={await drafts.KeepAsync(markdown, cancellationToken)}";
        var back = $"/posts/{page}{kept}#comments";
        return Results.LocalRedirect(user is null ? $"/account/login?returnUrl={Uri.EscapeDataString(back)}" : back);
    }
}

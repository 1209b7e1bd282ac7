using System.Security.Claims;
using BlogBlazor.Hosting;
using BlogBlazor.Localization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Accounts;

internal static class ProfileApi
{
    public static void MapProfileApi(this IEndpointRouteBuilder group)
    {
        group.MapGet("/profile", GetAsync).RequireAuthorization();
        group.MapPut("/profile", PutAsync).AddEndpointFilter<InvalidInputFilter>().RequireAuthorization().RequireRateLimiting(RateLimitPolicies.Writing);
        group.MapPost("/logout", LogoutAsync).RequireAuthorization();
    }

    private static async Task<Results<Ok<Profile>, UnauthorizedHttpResult>> GetAsync(
        ClaimsPrincipal principal, UserManager<BlogUser> users) =>
        await users.GetUserAsync(principal) is { } user ? TypedResults.Ok(Profile.Of(user)) : TypedResults.Unauthorized();

    private static async Task<Results<Ok<Profile>, ValidationProblem, UnauthorizedHttpResult>> PutAsync(
        [FromBody] ProfileInput input,
        HttpContext context,
        UserManager<BlogUser> users,
        SignInManager<BlogUser> signIns,
        IStringLocalizer<Texts> texts)
    {
        if (await users.GetUserAsync(context.User) is not { } user)
        {
            return TypedResults.Unauthorized();
        }

        RefusedException.ThrowIf(user.IsBanned, "", texts["You have been banned here."]);
        var result = await input.ApplyAsync(user, users);
        if (!result.Succeeded)
        {
            return TypedResults.ValidationProblem(result.Errors
                .GroupBy(error => char.ToLowerInvariant(error.Code[0]) + error.Code[1..])
                .ToDictionary(group => group.Key, group => group.Select(error => error.Description).ToArray()));
        }

        if (context.User.HasClaim(claim => claim.Type == CurrentUser.SessionClaim))
        {
            await signIns.RefreshSignInAsync(user);
        }

        return TypedResults.Ok(Profile.Of(user));
    }

    /// <summary>
    /// Ends a cookie sign-in, or every sign-in of the user. A single bearer token has no session to end: it is forgotten by
    /// its holder.
    /// </summary>
    private static async Task<NoContent> LogoutAsync(HttpContext context, Sessions sessions, bool everywhere = false)
    {
        await (everywhere ? sessions.SignOutEverywhereAsync(context.User) : sessions.SignOutAsync(context.User, context.RequestAborted));
        return TypedResults.NoContent();
    }
}

internal sealed record Profile(string Id, string Handle, string DisplayName, string Email)
{
    public static Profile Of(BlogUser user) => new(user.Id, user.Handle, user.DisplayName, user.Email!);
}

/// <summary>What a user may change of their own account; what is null stays as it is.</summary>
public sealed record ProfileInput(string? Handle, string? DisplayName)
{
    public Task<IdentityResult> ApplyAsync(BlogUser user, UserManager<BlogUser> users)
    {
        user.Handle = Handle?.Trim() ?? user.Handle;
        user.DisplayName = DisplayName?.Trim() ?? user.DisplayName;
        return users.UpdateAsync(user);
    }
}

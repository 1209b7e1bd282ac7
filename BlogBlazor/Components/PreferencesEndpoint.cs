using BlogBlazor.Accounts;
using BlogBlazor.Localization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace BlogBlazor.Components;

/// <summary>Language and theme, by a plain form: for readers without an account and without JavaScript too.</summary>
internal static class PreferencesEndpoint
{
    public static void MapPreferences(this IEndpointRouteBuilder routes) =>
        // Without an antiforgery token: a page that holds one cannot be cached, and nothing here is worth forging.
        routes.MapPost("/preferences", SetAsync).DisableAntiforgery().ExcludeFromDescription();

    private static async Task<IResult> SetAsync(
        HttpContext context,
        UserManager<BlogUser> users,
        SignInManager<BlogUser> signIns,
        [FromForm] string? language,
        [FromForm] string? theme,
        [FromForm] string? returnUrl)
    {
        if (theme is not null)
        {
            ThemeCookie.Set(context, theme);
        }

        if (LocalizationExtensions.Languages.Contains(language))
        {
            context.Response.Cookies.Append(
                CookieRequestCultureProvider.DefaultCookieName,
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language!)),
                new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps });
            if (await users.GetUserAsync(context.User) is { } user)
            {
                user.Language = language;
                await users.UpdateAsync(user);
                await signIns.RefreshSignInAsync(user);
            }
        }

        return Results.LocalRedirect(LocalUrl.OrFrontPage(returnUrl));
    }
}

namespace BlogBlazor.Components;

/// <summary>The theme a browser chose; kept in a cookie so that the server draws it and nothing flashes.</summary>
internal static class ThemeCookie
{
    private const string Name = "blogblazor.theme";

    private static readonly string[] Themes = ["light", "dark"];

    /// <returns>Null follows the system.</returns>
    public static string? Of(HttpContext context) =>
        context.Request.Cookies[Name] is { } theme && Themes.Contains(theme) ? theme : null;

    public static void Set(HttpContext context, string theme)
    {
        if (Themes.Contains(theme))
        {
            context.Response.Cookies.Append(Name, theme, new CookieOptions
            {
                MaxAge = TimeSpan.FromDays(365),
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
            });
        }
        else
        {
            context.Response.Cookies.Delete(Name);
        }
    }
}

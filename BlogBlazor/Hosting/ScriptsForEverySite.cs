namespace BlogBlazor.Hosting;

/// <summary>
/// The scripts under /js, which hold no secrets, load on pages of any site; what those may do then, the CORS policy of
/// the API decides.
/// </summary>
internal static class ScriptsForEverySite
{
    public static bool IsForEverySite(this HttpContext context) => context.Request.Path.StartsWithSegments("/js");

    /// <summary>Before the security headers: what is added first has the last word.</summary>
    public static void UseScriptsForEverySite(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.IsForEverySite())
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.AccessControlAllowOrigin = "*";
                context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
                return Task.CompletedTask;
            });
        }

        return next(context);
    });
}

namespace BlogBlazor.Hosting;

public static class Origins
{
    /// <summary>
    /// Whether a page of this very site sends it. A missing Origin passes: no browser omits it on a WebSocket or a POST,
    /// and other clients send what they like anyway.
    /// </summary>
    public static bool IsOfOwnOrigin(this HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// A circuit acts for whoever is signed in, and Blazor opens one for a page of any origin: only this site's own pages
    /// get one here.
    /// </summary>
    public static void UseOwnCircuitsOnly(this WebApplication app) => app.Use((context, next) =>
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor") || context.Request.IsOfOwnOrigin())
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });
}

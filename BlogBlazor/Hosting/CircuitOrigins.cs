namespace BlogBlazor.Hosting;

internal static class CircuitOrigins
{
    /// <summary>
    /// A circuit acts for whoever is signed in, and Blazor opens one for a page of any origin: only this site's own pages
    /// get one here. A missing Origin passes: no browser omits it on a WebSocket or a POST.
    /// </summary>
    public static void UseOwnCircuitsOnly(this WebApplication app) => app.Use((context, next) =>
    {
        var request = context.Request;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0
            || !request.Path.StartsWithSegments("/_blazor")
            || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });
}

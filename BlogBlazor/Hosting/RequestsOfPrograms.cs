namespace BlogBlazor.Hosting;

/// <summary>Tells requests of programs, which are answered with statuses and problem details, from those of people.</summary>
public static class RequestsOfPrograms
{
    private static readonly PathString[] Paths = ["/api", "/media", "/ws", "/sse", "/hubs", "/health", "/openapi", "/_blazor"];

    public static bool IsOfProgram(this HttpContext context) =>
        Array.Exists(Paths, path => context.Request.Path.StartsWithSegments(path));
}

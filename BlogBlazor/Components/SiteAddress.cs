namespace BlogBlazor.Components;

public static class SiteAddress
{
    /// <summary>Where it was asked: a blog knows no address of its own.</summary>
    public static Uri Of(HttpRequest request) => new($"{request.Scheme}://{request.Host}/");
}

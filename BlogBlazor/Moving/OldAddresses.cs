using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Posts;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Moving;

/// <summary>Leads from the addresses of the site that was moved in to its posts here, where there is no such page.</summary>
internal static class OldAddresses
{
    public static void UseOldAddresses(this WebApplication app) => app.Use(async (context, next) =>
    {
        var request = context.Request;
        var isForPage = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (context.GetEndpoint() is null && isForPage && !context.IsOfProgram()
            && await FindAsync(context, request.Path.Value ?? "") is { } slug)
        {
            context.Response.Redirect($"/posts/{Uri.EscapeDataString(slug)}", permanent: true);
            return;
        }

        await next(context);
    });

    /// <summary>One form for all ways to write it: "https://old.example/2020/a.html", "/2020/a/", "2020/a/index.html" are "/2020/a".</summary>
    /// <returns>Null where it is no address of a page below the front page.</returns>
    public static string? Normalize(string address)
    {
        if (Uri.TryCreate(address, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https")
        {
            address = absolute.AbsolutePath;
        }

        var path = Uri.UnescapeDataString(address.Split('?', '#')[0]).Trim('/');
        path = WithoutEnd(WithoutEnd(path, "index.html"), ".html").TrimEnd('/');
        return path.Length is 0 or > OldAddress.MaxLength - 1 ? null : "/" + path;

        static string WithoutEnd(string text, string end) =>
            text.EndsWith(end, StringComparison.OrdinalIgnoreCase) ? text[..^end.Length] : text;
    }

    private static async Task<string?> FindAsync(HttpContext context, string path)
    {
        if (Normalize(path) is not { } old)
        {
            return null;
        }

        await using var db = await context.RequestServices.GetRequiredService<IDbContextFactory<BlogDbContext>>()
            .CreateDbContextAsync(context.RequestAborted);
        return await db.OldAddresses.Where(o => o.Path == old && o.Post.PublishedAt != null)
            .Select(o => o.Post.Slug).SingleOrDefaultAsync(context.RequestAborted);
    }
}

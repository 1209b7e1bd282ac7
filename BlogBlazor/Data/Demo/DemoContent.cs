using BlogBlazor.Accounts;
using BlogBlazor.Posts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Data.Demo;

/// <summary>What <see cref="DemoSeed"/> wrote: found again by its authors and addresses, and taken away on a wish.</summary>
public sealed class DemoContent(
    IDbContextFactory<BlogDbContext> databases, PostService posts, IServiceScopeFactory scopes, IHostEnvironment environment)
{
    /// <summary>By address: the same on every machine, whatever the titles say.</summary>
    internal IEnumerable<string> Files =>
        Directory.EnumerateFiles(Path.Combine(Folder, "posts"), "*.md").Order(StringComparer.Ordinal);

    internal string Folder => Path.Combine(environment.ContentRootPath, "Data", "Demo");

    public async Task<bool> IsThereAsync(CancellationToken cancellationToken) => (await SlugsAsync(cancellationToken)).Count > 0;

    /// <summary>
    /// The posts with their comments. The accounts stay, with what they wrote besides, but everybody knows their password: it
    /// lets nobody in any more, but for the administrator who asks.
    /// </summary>
    public async Task RemoveAsync(CurrentUser administrator, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<BlogUser>>();
        foreach (var (_, _, email) in DemoSeed.Accounts)
        {
            if (await users.FindByEmailAsync(email) is { } user && user.Id != administrator.Id && await users.CheckPasswordAsync(user, DemoSeed.Password))
            {
                await users.RemovePasswordAsync(user);
            }
        }

        foreach (var slug in await SlugsAsync(cancellationToken))
        {
            await posts.DeleteAsync(administrator, slug, cancellationToken);
        }
    }

    private async Task<List<string>> SlugsAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Folder))
        {
            return [];
        }

        var emails = DemoSeed.Accounts.Select(account => account.Email).ToList();
        var slugs = Files.Select(Path.GetFileNameWithoutExtension).ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Posts.Where(p => slugs.Contains(p.Slug) && emails.Contains(p.Author.Email!)).Select(p => p.Slug).ToListAsync(cancellationToken);
    }
}

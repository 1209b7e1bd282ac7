using BlogBlazor.Data;
using BlogBlazor.Posts;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Moving;

/// <summary>A folder to import from, and the blog that it is imported into by the command.</summary>
internal sealed class ImportSite : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blogblazor-");
    private readonly TestDatabase _database = new();

    /// <summary>Of the blog's database.</summary>
    public IReadOnlyList<(string Key, string Value)> Settings => [.. _database.Settings];

    public string Folder => _folder.FullName;

    public ImportSite With(string path, string text) => With(path, System.Text.Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")));

    public ImportSite With(string path, byte[] content)
    {
        var file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        return this;
    }

    public Task<(int ExitCode, string Output, string Errors)> ImportAsync(params string[] arguments) =>
        RunAsync(["import", Folder, .. arguments]);

    public Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        ServerProcess.RunAsync(arguments, [.. _database.Settings]);

    /// <summary>The server on what was imported.</summary>
    public BlogApplication Serve() => BlogApplication.Start(database: _database);

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _database.Dispose();
    }

    public static async Task<List<Post>> PostsAsync(BlogApplication app)
    {
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        return await db.Posts.AsNoTracking().Include(p => p.Author).Include(p => p.Tags).OrderBy(p => p.Slug)
            .ToListAsync(TestContext.Current.CancellationToken);
    }
}

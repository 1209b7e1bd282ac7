using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using BlogBlazor.Comments;
using BlogBlazor.Data;
using BlogBlazor.Media;
using BlogBlazor.Posts;
using Microsoft.EntityFrameworkCore;
using YamlDotNet.Serialization;

namespace BlogBlazor.Moving;

/// <param name="Author">The handle.</param>
/// <param name="Markdown">Null where readers do not see the comment, and it keeps its place for the replies to it.</param>
internal sealed record ExportedComment(int Id, int? ParentId, string Author, DateTime CreatedAt, string? Markdown);

/// <summary>
/// <c>export DIR</c>: every post as Markdown with front matter, its comments beside it, and the pictures: a folder that
/// <c>import</c> takes in, and Hugo shows.
/// </summary>
internal static class ExportCommand
{
    /// <summary>Read at a time.</summary>
    private const int Batch = 100;

    private static readonly ISerializer Yaml = new SerializerBuilder().ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull).Build();

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "An empty folder, or one to be made." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Says what would be written, but writes nothing." };
        var command = new Command("export", "Writes all posts, drafts too, as Markdown, with their pictures and comments.") { folder, dryRun };
        command.SetAction((parsed, cancellationToken) => ExportAsync(parsed.GetRequiredValue(folder), parsed.GetValue(dryRun), cancellationToken));
        return command;
    }

    private static async Task<int> ExportAsync(string folder, bool dryRun, CancellationToken cancellationToken)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new StartupException($"{folder} is not an empty folder.");
        }

        var report = new MovingReport();
        var copied = new HashSet<MediaName>();
        using var host = MovingHost.Build();
        await host.Services.PrepareDatabaseAsync(cancellationToken);
        var databases = host.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>();
        var store = host.Services.GetRequiredService<IMediaStore>();
        var authors = new SortedDictionary<string, object>(StringComparer.Ordinal);
        using (var progress = new ProgressBar())
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var all = await db.Posts.CountAsync(cancellationToken);
            for (var posts = await NextAsync(db, 0, cancellationToken); posts.Count > 0; posts = await NextAsync(db, posts[^1].Id, cancellationToken))
            {
                var ids = posts.Select(post => post.Id).ToList();
                var comments = (await db.Comments.AsNoTracking().Include(c => c.Author).Where(c => ids.Contains(c.PostId)).OrderBy(c => c.Id)
                    .ToListAsync(cancellationToken)).ToLookup(comment => comment.PostId);
                var slugs = (await db.OldSlugs.AsNoTracking().Where(o => ids.Contains(o.PostId)).ToListAsync(cancellationToken))
                    .ToLookup(old => old.PostId, old => $"/posts/{old.Slug}");
                var addresses = (await db.OldAddresses.AsNoTracking().Where(o => ids.Contains(o.PostId)).ToListAsync(cancellationToken))
                    .ToLookup(old => old.PostId, old => old.Path);
                foreach (var post in posts)
                {
                    foreach (var user in comments[post.Id].Select(comment => comment.Author).Append(post.Author))
                    {
                        authors[user.Handle] = new Dictionary<string, string> { ["name"] = user.DisplayName };
                    }

                    if (!dryRun)
                    {
                        await WriteAsync(folder, post, addresses[post.Id].Concat(slugs[post.Id]), comments[post.Id], cancellationToken);
                    }

                    await CopyImagesAsync(folder, post, store, dryRun, copied, report, cancellationToken);
                    report.Comments += comments[post.Id].Count();
                    report.Posts++;
                    progress.Show((double)report.Posts / all, post.Title);
                }
            }
        }

        if (!dryRun)
        {
            await WriteAsync(Path.Combine(folder, SiteFolder.AuthorsFile), Yaml.Serialize(authors), cancellationToken);
        }

        report.Images = copied.Count;
        await report.WriteAsync(Console.Out, dryRun);
        return report.Failed == 0 ? 0 : 2;
    }

    private static Task<List<Post>> NextAsync(BlogDbContext db, int after, CancellationToken cancellationToken) => db.Posts.AsNoTracking()
        .Include(p => p.Author).Include(p => p.Tags).Where(p => p.Id > after).OrderBy(p => p.Id).Take(Batch).AsSplitQuery().ToListAsync(cancellationToken);

    private static async Task WriteAsync(
        string folder, Post post, IEnumerable<string> oldAddresses, IEnumerable<Comment> comments, CancellationToken cancellationToken)
    {
        var own = Path.Combine(folder, "content", "posts", post.Slug);
        var aliases = oldAddresses.Order(StringComparer.Ordinal).ToList();
        var head = Yaml.Serialize(new Dictionary<string, object?>
        {
            ["format"] = MarkdownFolder.OwnFormat,
            ["title"] = post.Title,
            ["slug"] = post.Slug,
            ["date"] = $"{post.PublishedAt ?? post.ScheduledFor ?? post.CreatedAt:O}",
            ["lastmod"] = $"{post.UpdatedAt:O}",
            ["draft"] = post.IsDraft,
            ["author"] = post.Author.Handle,
            ["summary"] = post.Summary.Length == 0 ? null : post.Summary,
            ["tags"] = post.Tags.Count == 0 ? null : post.Tags.Select(tag => tag.Name).Order(StringComparer.Ordinal).ToList(),
            ["cover"] = post.CoverUrl is null ? null : new Dictionary<string, string?> { ["image"] = post.CoverUrl, ["alt"] = post.CoverAlt },
            ["aliases"] = aliases.Count == 0 ? null : aliases,
        });
        await WriteAsync(Path.Combine(own, "index.md"), $"---\n{head}---\n\n{post.Markdown}\n", cancellationToken);
        var exported = comments.Select(comment => new ExportedComment(
            comment.Id,
            comment.ReplyToId ?? comment.ParentId,
            comment.Author.Handle,
            comment.CreatedAt,
            comment.DeletedAt is null && comment.State == CommentState.Visible ? comment.Markdown : null)).ToList();
        if (exported.Count > 0)
        {
            await WriteAsync(Path.Combine(own, MarkdownFolder.CommentsFile), JsonSerializer.Serialize(exported, Json), cancellationToken);
        }
    }

    /// <summary>The largest of each: the smaller ones are made again where it is taken in.</summary>
    /// <param name="copied">Those of all posts: what several show is copied once.</param>
    private static async Task CopyImagesAsync(
        string folder, Post post, IMediaStore store, bool dryRun, HashSet<MediaName> copied, MovingReport report, CancellationToken cancellationToken)
    {
        var names = new HashSet<MediaName>();
        await SourceMarkdown.ReplaceAddressesAsync(
            post.Markdown,
            (_, address, _) =>
            {
                Add(address);
                return Task.FromResult<string?>(null);
            },
            what => report.Note($"/posts/{post.Slug}", 1, what));
        Add(post.CoverUrl);
        foreach (var name in names)
        {
            await using var content = await store.OpenAsync(name, cancellationToken);
            var file = Path.Combine(folder, "static", "media", name.FileName);
            if (content is null)
            {
                report.Note($"/posts/{post.Slug}", 1, $"The picture {name.Address} is missing.");
            }
            else if (copied.Add(name) && !dryRun)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await using var copy = File.Create(file);
                await content.CopyToAsync(copy, cancellationToken);
            }
        }

        void Add(string? address)
        {
            if (MediaName.FromAddress(address) is { } name)
            {
                names.Add(name);
            }
        }
    }

    private static async Task WriteAsync(string file, string text, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text, cancellationToken);
    }
}

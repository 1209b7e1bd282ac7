using System.CommandLine;
using BlogBlazor.Data;
using BlogBlazor.Hosting;
using BlogBlazor.Media;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Moving;

/// <param name="Author">Of what names none; null for the oldest administrator.</param>
internal sealed record ImportOptions(bool DryRun, SourceAuthor? Author);

/// <summary><c>import PATH</c>: a folder of Markdown files, or a file that WordPress exported.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("PATH") { Description = "A folder of Markdown files (Hugo, Jekyll, an export of this program), or WordPress's export file (.xml)." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Reads everything and says what would be done, but writes nothing." };
        var author = new Option<string?>("--author") { Description = "The handle of the account that gets what names no author. Otherwise the oldest administrator." };
        var uploads = new Option<string?>("--uploads") { Description = "For WordPress: a copy of its folder wp-content/uploads." };
        var download = new Option<bool>("--download") { Description = "For WordPress: gets pictures that are not in --uploads from the addresses in the file." };
        var command = new Command("import", "Takes in the posts, pictures and comments of another site. It can be run again: nothing is doubled.") { path, dryRun, author, uploads, download };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var host = MovingHost.Build();
            using var images = new WordPressImages(parsed.GetValue(uploads), parsed.GetValue(download), host.Services.GetRequiredService<OutgoingRule>());
            return await ImportAsync(host, parsed.GetRequiredValue(path), images, parsed.GetValue(author), parsed.GetValue(dryRun), cancellationToken);
        });
        return command;
    }

    private static async Task<int> ImportAsync(IHost host, string path, WordPressImages uploads, string? author, bool dryRun, CancellationToken cancellationToken)
    {
        var report = new MovingReport();
        var posts = Directory.Exists(path) ? new MarkdownFolder(new SiteFolder(path), report).ReadAsync(cancellationToken)
            : File.Exists(path) ? new WordPressFile(path, uploads, report).ReadAsync(cancellationToken)
            : throw new StartupException($"There is no {path}.");
        await host.Services.PrepareDatabaseAsync(cancellationToken);
        var options = new ImportOptions(dryRun, author is null ? null : await AccountAsync(host.Services, author, cancellationToken));
        var images = ActivatorUtilities.CreateInstance<ImportedImages>(host.Services, report, options);
        var importer = ActivatorUtilities.CreateInstance<Importer>(host.Services, images, report, options);
        try
        {
            using var progress = new ProgressBar();
            await foreach (var (done, post) in posts)
            {
                await importer.ImportAsync(post, cancellationToken);
                progress.Show(done, post.Title);
            }
        }
        catch (Exception e) when (e.IsDatabaseAway())
        {
            throw new StartupException($"The database does not answer: {e.FindDatabaseFault()?.Message} What was taken in stays; run it again.");
        }

        await report.WriteAsync(Console.Out, dryRun);
        return report.Failed == 0 ? 0 : 2;
    }

    private static async Task<SourceAuthor> AccountAsync(IServiceProvider services, string handle, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(cancellationToken);
        handle = handle.TrimStart('@');
        return await db.Users.Where(u => u.Handle == handle).Select(u => new SourceAuthor(u.Handle, u.DisplayName, null)).SingleOrDefaultAsync(cancellationToken)
            ?? throw new StartupException($"--author: there is no account @{handle}.");
    }
}

internal static class MovingHost
{
    /// <summary>The parts that read and write, without those that serve.</summary>
    public static IHost Build()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddLocalization();
        builder.AddData();
        builder.AddMedia();
        builder.AddOutgoingRequests();
        return builder.Build();
    }
}

using BlogBlazor.Data;
using BlogBlazor.Localization;
using BlogBlazor.Posts;
using BlogBlazor.Posts.Revisions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Moving;

/// <summary>
/// Writes a post of another site with its author, comments and pictures, in one transaction: what an import that was
/// stopped has written is whole, and the next run goes on from there.
/// </summary>
internal sealed class Importer(
    IDbContextFactory<BlogDbContext> databases,
    ImportedImages images,
    IStringLocalizer<Texts> texts,
    TimeProvider time,
    MovingReport report,
    ImportOptions options)
{
    public async Task ImportAsync(SourcePost source, CancellationToken cancellationToken)
    {
        if (source.Source.Length > ImportedPost.MaxSourceLength)
        {
            report.Fail(source.File, 1, "Its path is too long.");
            return;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.ImportedPosts.AnyAsync(i => i.Source == source.Source, cancellationToken))
        {
            report.ThereAlready++;
            return;
        }

        try
        {
            // First, and apart: it takes time, in which others may write. Kept twice it is kept once.
            var ownerId = await OwnerAsync(db, source, cancellationToken);
            var (markdown, cover) = await images.TakeAsync(source, ownerId, cancellationToken);
            var input = source.ToInput(markdown, cover, time.UtcNow(), what => report.Note(source.File, 1, what));
            if (source.IsDraft)
            {
                input.ValidateDraft(texts, time.UtcNow());
            }
            else
            {
                input.Validate(texts, time.UtcNow());
            }

            await WriteAsync(db, source, input, ownerId, cancellationToken);
        }
        catch (InvalidInputException invalid)
        {
            report.Fail(source.File, 1, string.Join(" ", invalid.Errors.Select(error => $"{error.Key}: {error.Value[0]}")));
        }
        catch (Exception e) when (e.IsDatabaseFault() && !e.IsDatabaseAway())
        {
            report.Fail(source.File, 1, e.FindDatabaseFault()?.Message ?? e.Message);
        }
    }

    private async Task<string> OwnerAsync(BlogDbContext db, SourcePost source, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.LockAsync("accounts", cancellationToken);
        var owner = await write.FindOrAddAsync(source.Author ?? options.Author, time.UtcNow(), cancellationToken);
        if (!options.DryRun)
        {
            await write.CommitAsync(cancellationToken);
        }

        db.ChangeTracker.Clear();
        return owner.Id;
    }

    private async Task WriteAsync(
        BlogDbContext db, SourcePost source, PostInput input, string ownerId, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.LockAsync("accounts", cancellationToken);
        await write.LockAsync("slugs", cancellationToken);
        var now = time.UtcNow();
        var owner = await db.Users.FindAsync([ownerId], cancellationToken)
            ?? await write.FindOrAddAsync(source.Author ?? options.Author, now, cancellationToken);
        var date = source.Date?.InMicroseconds() ?? now;
        var slug = await FreeSlugAsync(db, source.Slug, cancellationToken);
        var post = Post.Write(owner.Id, slug, input, await PostWriter.TagsAsync(write, input, cancellationToken), now);
        var written = date < now ? date : now;
        post.Date(post.PublishedAt is null ? null : date, written, source.Updated?.InMicroseconds() ?? written);
        db.Add(post);
        db.Add(Revision.Of(post, owner.Id, autosave: false, now));
        db.Add(new ImportedPost { Source = source.Source, Post = post });
        await db.SaveChangesAsync(cancellationToken);
        await KeepAddressesAsync(db, source, post, cancellationToken);
        var comments = await write.AddCommentsAsync(post, source.Comments, time.UtcNow(), what => report.Note(source.File, 1, what), cancellationToken);
        if (!options.DryRun)
        {
            await write.CommitAsync(cancellationToken);
        }

        report.Posts++;
        report.Comments += comments;
    }

    private async Task KeepAddressesAsync(BlogDbContext db, SourcePost source, Post post, CancellationToken cancellationToken)
    {
        foreach (var path in source.OldAddresses.Select(OldAddresses.Normalize).OfType<string>().Distinct().Where(path => path != $"/posts/{post.Slug}"))
        {
            // Among posts the page of a post knows its old names itself, but for those in folders.
            var slug = path.StartsWith("/posts/", StringComparison.Ordinal) && path.IndexOf('/', "/posts/".Length) < 0 ? path["/posts/".Length..] : null;
            if (slug?.Length > Slug.MaxLength)
            {
                report.Note(source.File, 1, $"The old address {path} is too long to lead here.");
            }
            else if (slug is null ? await db.OldAddresses.AnyAsync(o => o.Path == path, cancellationToken) : !await IsFreeAsync(db, slug, cancellationToken))
            {
                report.Note(source.File, 1, $"The old address {path} leads to another post already.");
            }
            else if (slug is null)
            {
                db.Add(new OldAddress { Path = path, Post = post });
            }
            else
            {
                db.Add(new OldSlug { Slug = slug, PostId = post.Id });
            }
        }
    }

    private static async Task<bool> IsFreeAsync(BlogDbContext db, string slug, CancellationToken cancellationToken) =>
        slug != OwnPosts.Address
        && !await db.Posts.AnyAsync(p => p.Slug == slug, cancellationToken)
        && !await db.OldSlugs.AnyAsync(o => o.Slug == slug, cancellationToken);

    /// <summary>By an index, where a search for all that begin so would look through every post for each.</summary>
    private static async Task<string> FreeSlugAsync(BlogDbContext db, string wanted, CancellationToken cancellationToken)
    {
        var slug = wanted;
        for (var number = 2; !await IsFreeAsync(db, slug, cancellationToken); number++)
        {
            slug = $"{Slug.Stem(wanted)}-{number}";
        }

        return slug;
    }
}

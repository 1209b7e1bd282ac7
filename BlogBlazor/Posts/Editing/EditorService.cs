using BlogBlazor.Accounts;
using BlogBlazor.Data;
using BlogBlazor.Localization;
using BlogBlazor.Posts.Revisions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Posts.Editing;

/// <summary>
/// Opens posts for editing and saves them, as often as their authors type. A draft is saved as it is; of what readers see, or
/// soon will, only a working copy, until it is updated.
/// </summary>
public sealed class EditorService(
    IDbContextFactory<BlogDbContext> databases, PostWriter writer, IStringLocalizer<Texts> texts, TimeProvider time)
{
    private const int LastDrafts = 20;

    /// <summary>Null when there is no such post that the user may change.</summary>
    public async Task<EditedPost?> FindAsync(CurrentUser user, int id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var post = await EditableBy(user, db).AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
        return post is null ? null : await EditedAsync(db, post, cancellationToken);
    }

    /// <inheritdoc cref="FindAsync(CurrentUser, int, CancellationToken)"/>
    public async Task<EditedPost?> FindAsync(CurrentUser user, string slug, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var ids = await db.Posts.Where(p => p.Slug == slug).Select(p => p.Id)
            .Concat(db.OldSlugs.Where(o => o.Slug == slug).Select(o => o.PostId))
            .ToListAsync(cancellationToken);
        return ids.Count == 0 ? null : await FindAsync(user, ids[0], cancellationToken);
    }

    /// <summary>Of the drafts that the user saved last, the one with just this title and text.</summary>
    public async Task<EditedPost?> FindDraftAsync(CurrentUser user, EditorContent content, CancellationToken cancellationToken)
    {
        var (title, markdown) = (content.Title.ReplaceLineEndings(" ").Trim(), content.Markdown);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var id = await db.Posts.Where(p => p.AuthorId == user.Id).OrderByDescending(p => p.UpdatedAt).ThenByDescending(p => p.Id).Take(LastDrafts)
            .Where(p => p.PublishedAt == null && p.Title == title && p.Markdown == markdown)
            .Select(p => (int?)p.Id).FirstOrDefaultAsync(cancellationToken);
        return id is null ? null : await FindAsync(user, id.Value, cancellationToken);
    }

    /// <exception cref="InvalidInputException">Nothing was written.</exception>
    public async Task<SaveResult> SaveAsync(CurrentUser user, SaveRequest request, CancellationToken cancellationToken)
    {
        var input = Validated(request);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(user.Id, texts, cancellationToken);
        // What it is saved over stays a revision, even if it is of the same sitting.
        var isAutosave = request is { For: SaveFor.Autosave, Over: false };
        if (request.Post is not { } based)
        {
            var added = await writer.AddAsync(write, user, input, isAutosave, cancellationToken);
            await write.CommitAsync(cancellationToken);
            return new SaveResult(EditedPost.Of(added, copy: null, wasPublic: false));
        }

        if (await LockedAsync(write, user, based.Id, cancellationToken) is not { } post)
        {
            return new SaveResult(null);
        }

        var copy = await db.WorkingCopies.SingleOrDefaultAsync(c => c.PostId == post.Id, cancellationToken);
        if (post.Version != based.Version && !request.Over)
        {
            return new SaveResult(await EditedAsync(db, post, cancellationToken), IsConflict: true);
        }

        if (!post.IsDraft && request.For is SaveFor.Autosave or SaveFor.Later)
        {
            await SaveCopyAsync(write, user, post, copy, request, isAutosave, cancellationToken);
        }
        else
        {
            await writer.ChangeAsync(write, post, user, input, isAutosave, cancellationToken);
            if (copy is not null)
            {
                db.Remove(copy);
            }
        }

        await write.CommitAsync(cancellationToken);
        return new SaveResult(await EditedAsync(db, post, cancellationToken));
    }

    /// <summary>Gives up what readers have not seen. It stays a revision.</summary>
    public async Task<EditedPost?> DiscardAsync(CurrentUser user, int id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(user.Id, texts, cancellationToken);
        if (await LockedAsync(write, user, id, cancellationToken) is not { } post)
        {
            return null;
        }

        await db.WorkingCopies.Where(copy => copy.PostId == id).ExecuteDeleteAsync(cancellationToken);
        (await write.LastRevisionAsync(post, cancellationToken)).EndSitting();
        post.CountSave();
        await write.CommitAsync(cancellationToken);
        return await EditedAsync(db, post, cancellationToken);
    }

    private PostInput Validated(SaveRequest request)
    {
        var content = request.Content;
        var input = new PostInput(
            content.Title,
            content.Markdown,
            content.Summary,
            content.Tags,
            request.For switch { SaveFor.Publish => true, SaveFor.TakeBack => false, _ => null },
            content.Slug,
            request.For == SaveFor.Schedule ? request.PublishAt : null,
            request.Cover,
            request.CoverAlt);
        // The slug that the post has already may be longer than one that is chosen: once, numbers were put behind the longest, too.
        var asked = content.Slug == request.Post?.Slug ? input with { Slug = null } : input;
        if (request.For is SaveFor.Update or SaveFor.Publish or SaveFor.Schedule)
        {
            asked.Validate(texts, time.UtcNow());
        }
        else
        {
            asked.ValidateDraft(texts, time.UtcNow());
        }

        return input;
    }

    private async Task SaveCopyAsync(
        WriteTransaction write,
        CurrentUser user,
        Post post,
        WorkingCopy? copy,
        SaveRequest request,
        bool isAutosave,
        CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        var last = await write.LastRevisionAsync(post, cancellationToken);
        if (copy is null)
        {
            copy = new WorkingCopy { PostId = post.Id };
            write.Db.Add(copy);
        }

        var content = request.Content;
        copy.Change(content, request.Cover, request.CoverAlt, now);
        post.CountSave();
        var kept = new RevisionContent(content.Title, content.Summary, content.Markdown, copy.Cover ?? RevisionContent.Of(post).Cover);
        await write.KeepRevisionAsync(last, Revision.Of(post, user.Id, kept, isAutosave, now), cancellationToken);
    }

    private static async Task<Post?> LockedAsync(WriteTransaction write, CurrentUser user, int id, CancellationToken cancellationToken)
    {
        var slug = await write.Db.Posts.Where(p => p.Id == id).Select(p => p.Slug).SingleOrDefaultAsync(cancellationToken);
        if (slug is null)
        {
            return null;
        }

        await write.LockAsync(Post.LockOf(slug), cancellationToken);
        return await EditableBy(user, write.Db).SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
    }

    // In two queries: in one, SQLite would join the tags of all posts first.
    private static IQueryable<Post> EditableBy(CurrentUser user, BlogDbContext db) => db.Posts.Include(p => p.Tags.OrderBy(t => t.Name)).AsSplitQuery()
        .Where(p => user.IsAdministrator || p.AuthorId == user.Id);

    private static async Task<EditedPost> EditedAsync(BlogDbContext db, Post post, CancellationToken cancellationToken) => EditedPost.Of(
        post,
        await db.WorkingCopies.AsNoTracking().SingleOrDefaultAsync(copy => copy.PostId == post.Id, cancellationToken),
        await db.OldSlugs.AnyAsync(o => o.PostId == post.Id, cancellationToken));
}

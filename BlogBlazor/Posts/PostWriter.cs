using BlogBlazor.Accounts;
using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Localization;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.FanOut;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Posts.Revisions;
using BlogBlazor.Signals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Posts;

/// <summary>
/// What every way to write a post does inside its transaction: finds the slug and keeps the former one, knows the tags, keeps
/// the revision, and tells who keeps readers' pages and, the first time, who follows the author. The input is valid, and the post's lock is held.
/// </summary>
public sealed class PostWriter(SignalGroups groups, INotifier notifier, IStringLocalizer<Texts> texts, TimeProvider time)
{
    /// <exception cref="InvalidInputException">The slug belongs to another post.</exception>
    public async Task<Post> AddAsync(
        WriteTransaction write, CurrentUser user, PostInput input, bool autosave, CancellationToken cancellationToken)
    {
        var slug = await SlugAsync(write, post: null, input, cancellationToken);
        var post = Post.Write(user.Id, slug, input, await TagsAsync(write, input, cancellationToken), time.UtcNow());
        write.Db.Add(post);
        write.Db.Add(Revision.Of(post, user.Id, autosave, post.CreatedAt));
        TellReaders(write, post.PublishedAt is not null);
        if (post.PublishedAt is not null)
        {
            await TellFollowersAsync(write, post, cancellationToken);
        }

        return post;
    }

    /// <exception cref="InvalidInputException">The slug belongs to another post.</exception>
    public async Task ChangeAsync(
        WriteTransaction write, Post post, CurrentUser user, PostInput input, bool autosave, CancellationToken cancellationToken)
    {
        var (wasPublished, slugBefore, now) = (post.PublishedAt is not null, post.Slug, time.UtcNow());
        var slug = await SlugAsync(write, post, input, cancellationToken);
        var tags = await TagsAsync(write, input, cancellationToken);
        var last = await write.LastRevisionAsync(post, cancellationToken);
        post.Change(slug, input, tags, now);
        await write.KeepRevisionAsync(last, Revision.Of(post, user.Id, autosave, now), cancellationToken);
        if (wasPublished && (slug != slugBefore || post.PublishedAt is null)
            && !await write.Db.OldSlugs.AnyAsync(o => o.Slug == slugBefore, cancellationToken))
        {
            write.Db.Add(new OldSlug { Slug = slugBefore, PostId = post.Id });
        }

        TellReaders(write, wasPublished || post.PublishedAt is not null);
        if (!wasPublished && post.PublishedAt is not null)
        {
            await TellFollowersAsync(write, post, cancellationToken);
        }
        else if (wasPublished && post.PublishedAt is null)
        {
            await notifier.RetractAsync(write, post.PublicationSubject, cancellationToken);
        }
    }

    public async Task TellFollowersAsync(WriteTransaction write, Post post, CancellationToken cancellationToken)
    {
        // The subject needs the number of a new post.
        await write.Db.SaveChangesAsync(cancellationToken);
        var actor = await write.Db.Users.Where(u => u.Id == post.AuthorId)
            .Select(u => new Actor(u.Id, u.Handle, u.DisplayName)).SingleAsync(cancellationToken);
        var published = new NewNotification("", PostKinds.Published, post.PublicationSubject, $"/posts/{post.Slug}")
        {
            Actor = actor,
            Title = post.Title,
        };
        await notifier.NotifyAllAsync(write, Audience.FollowersOf(Follow.OfUser(post.AuthorId)), published, cancellationToken);
    }

    public void TellReaders(WriteTransaction write, bool isAboutReaders = true)
    {
        if (isAboutReaders)
        {
            write.AfterCommit(() => groups.Send(ContentChanged.Group, new ContentChanged()));
        }
    }

    private async Task<string> SlugAsync(WriteTransaction write, Post? post, PostInput input, CancellationToken cancellationToken)
    {
        var isMadeFromTitle = input.Slug is "" || (input.Slug is null && post is null);
        var wanted = isMadeFromTitle ? Slug.From(input.Title ?? "") : input.Slug;
        if (post is not null && (wanted is null || wanted == post.Slug || (isMadeFromTitle && Slug.IsNumbered(post.Slug, wanted))))
        {
            return post.Slug;
        }

        await write.LockAsync("slugs", cancellationToken);
        var (id, stem) = (post?.Id ?? 0, Slug.Stem(wanted!));
        var taken = (await write.Db.Posts.Where(p => p.Id != id).Select(p => p.Slug)
                .Concat(write.Db.OldSlugs.Where(o => o.PostId != id).Select(o => o.Slug))
                .Where(slug => slug == wanted || slug.StartsWith(stem + "-"))
                .ToListAsync(cancellationToken))
            .Append(OwnPosts.Address)
            .ToHashSet(StringComparer.Ordinal);
        if (!isMadeFromTitle && taken.Contains(wanted!))
        {
            InvalidInputException.ThrowIfAny(("slug", texts["Another post has this address."]));
        }

        var free = wanted!;
        for (var number = 2; taken.Contains(free); number++)
        {
            free = $"{stem}-{number}";
        }

        return free;
    }

    internal static async Task<List<Tag>> TagsAsync(WriteTransaction write, PostInput input, CancellationToken cancellationToken)
    {
        var wanted = (input.Tags ?? [])
            .Select(name => new Tag { Name = name.Trim(), Slug = Slug.From(name, "tag") })
            .DistinctBy(tag => tag.Slug)
            .ToList();
        if (wanted.Count == 0)
        {
            return [];
        }

        await write.LockAsync("tags", cancellationToken);
        var slugs = wanted.Select(tag => tag.Slug).ToList();
        var known = await write.Db.Tags.Where(tag => slugs.Contains(tag.Slug)).ToDictionaryAsync(tag => tag.Slug, cancellationToken);
        return [.. wanted.Select(tag => known.GetValueOrDefault(tag.Slug, tag))];
    }
}

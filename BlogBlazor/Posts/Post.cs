using BlogBlazor.Accounts;
using BlogBlazor.Data;
using BlogBlazor.Media;

namespace BlogBlazor.Posts;

public sealed class Post
{
    public const int MaxTitleLength = 200;
    public const int MaxSummaryLength = 300;
    public const int MaxMarkdownLength = 200_000;
    public const int MaxCoverUrlLength = 80;
    public const int MaxCoverAltLength = 300;

    private readonly List<Tag> _tags = [];

    private Post()
    {
    }

    public int Id { get; private set; }
    public string AuthorId { get; private set; } = "";
    public BlogUser Author { get; private set; } = null!;

    /// <summary>
    /// Its place in the address. It stays when the title changes, so that links keep working; where its author changes it,
    /// the former one leads to it (<see cref="OldSlug"/>).
    /// </summary>
    public string Slug { get; private set; } = "";

    public string Title { get; private set; } = "";
    public string Summary { get; private set; } = "";
    public string Markdown { get; private set; } = "";

    /// <summary>A picture of this site (<see cref="MediaName"/>) above the text and in lists; null where there is none.</summary>
    public string? CoverUrl { get; private set; }

    /// <summary>What the cover shows, for who does not see it; empty where it is said to be for the eye alone, null while nobody said.</summary>
    public string? CoverAlt { get; private set; }

    /// <summary>How long reading it takes, kept so that lists need not read the text.</summary>
    public int ReadingMinutes { get; private set; }

    /// <summary>Null while it is a draft, which only its author and administrators see.</summary>
    public DateTime? PublishedAt { get; private set; }

    /// <summary>When it is to be published; null unless it waits for that. Until then it is seen as a draft is.</summary>
    public DateTime? ScheduledFor { get; private set; }

    /// <summary>Counts what is saved, working copies too, so that who saves on top of another version is told.</summary>
    public int Version { get; private set; }

    public DateTime CreatedAt { get; private set; }
    public DateTime UpdatedAt { get; private set; }
    public bool CommentsClosed { get; private set; }
    public IReadOnlyList<Tag> Tags => _tags;

    /// <summary>Neither published nor about to be: what is saved needs no working copy.</summary>
    public bool IsDraft => PublishedAt is null && ScheduledFor is null;

    /// <summary>How many comments readers see below it; kept by who writes comments.</summary>
    public int CommentCount { get; private set; }

    /// <summary>What notifications about it are filed under.</summary>
    public string NotificationSubject => SubjectOf(Id);

    /// <summary>What its author's followers hear is filed under.</summary>
    internal string PublicationSubject => $"{NotificationSubject}/publication";

    public static string SubjectOf(int postId) => $"posts/{postId}";

    /// <summary>Held by whoever changes the post or adds to it.</summary>
    public static string LockOf(string slug) => $"post {slug}";

    public static Post Write(string authorId, string slug, PostInput input, IEnumerable<Tag> tags, DateTime now)
    {
        var post = new Post { AuthorId = authorId, CreatedAt = now };
        post.Change(slug, input, tags, now);
        return post;
    }

    /// <summary>As it was on the site that it comes from.</summary>
    public void Date(DateTime? publishedAt, DateTime createdAt, DateTime updatedAt) =>
        (PublishedAt, CreatedAt, UpdatedAt) = (publishedAt, createdAt, updatedAt);

    public void CloseComments(bool closed) => CommentsClosed = closed;

    public void Change(string slug, PostInput input, IEnumerable<Tag> tags, DateTime now)
    {
        Slug = slug;
        Title = input.Title?.Trim() ?? "";
        Markdown = input.Markdown ?? "";
        ReadingMinutes = ReadingTime.MinutesFor(Markdown);
        Summary = input.Summary?.Trim() ?? "";
        UpdatedAt = now;
        (CoverUrl, CoverAlt) = input.Cover switch
        {
            null => (CoverUrl, input.CoverAlt?.Trim() ?? CoverAlt),
            "" => (null, null),
            _ => (input.Cover, input.CoverAlt?.Trim()),
        };
        _tags.Clear();
        _tags.AddRange(tags);
        // Silence leaves it as it is: only a draft can be published, and only a clear no takes it back.
        (PublishedAt, ScheduledFor) = input switch
        {
            { Publish: false } => ((DateTime?)null, (DateTime?)null),
            _ when PublishedAt is not null => (PublishedAt, (DateTime?)null),
            { PublishAt: { } at } => (null, at.UtcDateTime.InMicroseconds()),
            { Publish: true } => (now, null),
            _ => (null, ScheduledFor),
        };
        CountSave();
    }

    public void CountSave() => Version++;

    /// <returns>Whether its time has come. Then it is published, as of that time.</returns>
    public bool PublishIfDue(DateTime now)
    {
        if (PublishedAt is not null || ScheduledFor is not { } due || due > now)
        {
            return false;
        }

        (PublishedAt, ScheduledFor) = (due, null);
        return true;
    }
}

/// <summary>A subject of posts. Its slug is its identity; its name is as the first post spelled it.</summary>
public sealed class Tag
{
    public const int MaxNameLength = 40;
    public const int MaxPerPost = 8;

    public int Id { get; private set; }
    public required string Slug { get; init; }
    public required string Name { get; init; }
}

/// <summary>
/// That a post has a tag. It repeats when the post was published, which triggers of the database keep, so that an index
/// finds the newest posts of a tag, and how many it has, however the post was written.
/// </summary>
public sealed class PostTag
{
    public int PostId { get; private set; }
    public Post Post { get; private set; } = null!;
    public int TagsId { get; private set; }
    public Tag Tag { get; private set; } = null!;
    public DateTime? PublishedAt { get; private set; }
}

using BlogBlazor.Accounts;

namespace BlogBlazor.Posts;

public sealed class Post
{
    public const int MaxTitleLength = 200;
    public const int MaxSummaryLength = 300;
    public const int MaxMarkdownLength = 200_000;

    private readonly List<Tag> _tags = [];

    private Post()
    {
    }

    public int Id { get; private set; }
    public string AuthorId { get; private set; } = "";
    public BlogUser Author { get; private set; } = null!;

    /// <summary>Its place in the address; it stays when the title changes, so that links keep working.</summary>
    public string Slug { get; private set; } = "";

    public string Title { get; private set; } = "";
    public string Summary { get; private set; } = "";
    public string Markdown { get; private set; } = "";

    /// <summary>How long reading it takes, kept so that lists need not read the text.</summary>
    public int ReadingMinutes { get; private set; }

    /// <summary>Null while it is a draft, which only its author and administrators see.</summary>
    public DateTime? PublishedAt { get; private set; }

    public DateTime CreatedAt { get; private set; }
    public DateTime UpdatedAt { get; private set; }
    public IReadOnlyList<Tag> Tags => _tags;

    /// <summary>What notifications about it are filed under.</summary>
    public string NotificationSubject => $"posts/{Id}";

    /// <summary>Held by whoever changes the post or adds to it.</summary>
    public static string LockOf(string slug) => $"post {slug}";

    public static Post Write(string authorId, string slug, PostInput input, IEnumerable<Tag> tags, DateTime now)
    {
        var post = new Post { AuthorId = authorId, Slug = slug, CreatedAt = now };
        post.Change(input, tags, now);
        return post;
    }

    public void Change(PostInput input, IEnumerable<Tag> tags, DateTime now)
    {
        Title = input.Title!.Trim();
        Markdown = input.Markdown!;
        ReadingMinutes = ReadingTime.MinutesFor(Markdown);
        Summary = input.Summary?.Trim() ?? "";
        UpdatedAt = now;
        _tags.Clear();
        _tags.AddRange(tags);
        // Silence leaves it as it is: only a draft can be published, and only a clear no takes it back.
        PublishedAt = input.Publish switch
        {
            true => PublishedAt ?? now,
            false => null,
            null => PublishedAt,
        };
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

namespace BlogBlazor.Posts.Editing;

/// <summary>What the fields of the editor hold.</summary>
/// <param name="Slug">"" follows the title.</param>
public sealed record EditorContent(string Title, string Markdown, string Summary, IReadOnlyList<string> Tags, string Slug)
{
    public static readonly EditorContent Empty = new("", "", "", [], "");

    public bool IsEmpty => string.IsNullOrWhiteSpace(Title) && string.IsNullOrWhiteSpace(Markdown);

    /// <summary>By which the browser tells whether what it keeps is what was saved: editor.js has the same sum.</summary>
    public int Sum
    {
        get
        {
            var sum = 0;
            foreach (var c in string.Join('\n', Title, Markdown, Summary, Slug, string.Join(',', Tags)))
            {
                sum = unchecked((sum * 31) + c);
            }

            return sum;
        }
    }
}

/// <summary>A post as its authors edit it: with the working copy, where there is one.</summary>
/// <param name="SavedAt">When <paramref name="Content"/> was.</param>
public sealed record EditedPost(
    int Id,
    string Slug,
    EditorContent Content,
    DateTime? PublishedAt,
    DateTime? ScheduledFor,
    int Version,
    bool HasWorkingCopy,
    DateTime SavedAt,
    PostCover? Cover)
{
    public bool IsDraft => PublishedAt is null && ScheduledFor is null;

    internal static EditedPost Of(Post post, WorkingCopy? copy, bool wasPublic)
    {
        // The address of what nobody saw yet follows the title, until its author chooses one.
        var follows = post.IsDraft && !wasPublic && Posts.Slug.IsNumbered(post.Slug, Posts.Slug.From(post.Title));
        var content = copy?.Content ?? new EditorContent(
            post.Title, post.Markdown, post.Summary, [.. post.Tags.Select(tag => tag.Name)], follows ? "" : post.Slug);
        // As a text area gives them back.
        content = content with { Markdown = content.Markdown.ReplaceLineEndings("\n") };
        return new EditedPost(
            post.Id, post.Slug, content, post.PublishedAt, post.ScheduledFor, post.Version, copy is not null, copy?.SavedAt ?? post.UpdatedAt,
            copy?.Cover ?? (post.CoverUrl is { } cover ? new PostCover(cover, post.CoverAlt) : null));
    }
}

/// <summary>What a save is for.</summary>
public enum SaveFor
{
    /// <summary>The text is not to be lost; its author asked for nothing.</summary>
    Autosave,

    /// <summary>The author asked for it. Readers see nothing of it yet.</summary>
    Later,

    /// <summary>Readers see it, now or, when it is scheduled, at its time.</summary>
    Update,

    Publish,
    Schedule,
    TakeBack,
}

/// <param name="Post">What the content is based on; null for a new post.</param>
/// <param name="Cover">As <see cref="PostInput.Cover"/>.</param>
/// <param name="Over">Also over what somebody else saved meanwhile, which stays a revision.</param>
public sealed record SaveRequest(
    EditorContent Content,
    EditedPost? Post,
    SaveFor For,
    DateTimeOffset? PublishAt = null,
    bool Over = false,
    string? Cover = null,
    string? CoverAlt = null);

/// <param name="Post">As it is now; null when it is gone.</param>
/// <param name="IsConflict">Somebody else saved meanwhile, and nothing was written.</param>
public sealed record SaveResult(EditedPost? Post, bool IsConflict = false);

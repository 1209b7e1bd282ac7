namespace BlogBlazor.Moving;

/// <summary>A post as another site has it, in this blog's Markdown.</summary>
internal sealed record SourcePost
{
    /// <summary>What tells it from all others, for ever: see <see cref="ImportedPost.Source"/>.</summary>
    public required string Source { get; init; }

    /// <summary>Where a person finds it.</summary>
    public required string File { get; init; }

    public required string Title { get; init; }
    public required string Markdown { get; init; }

    /// <summary>The number of the Markdown's first line in its file.</summary>
    public int FirstLine { get; init; } = 1;

    public string Summary { get; init; } = "";
    public required string Slug { get; init; }
    public DateTime? Date { get; init; }
    public DateTime? Updated { get; init; }
    public bool IsDraft { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public SourceAuthor? Author { get; init; }
    public string? Cover { get; init; }
    public string? CoverAlt { get; init; }
    public IReadOnlyList<string> OldAddresses { get; init; } = [];
    public IReadOnlyList<SourceComment> Comments { get; init; } = [];

    /// <summary>Finds the picture that an address in the text means; null where it is not at hand.</summary>
    public required Func<string, CancellationToken, Task<byte[]?>> ReadImageAsync { get; init; }
}

/// <param name="Handle">Of the account that it is, or becomes, here.</param>
/// <param name="Email">To find that account by; a new one does not get it.</param>
internal sealed record SourceAuthor(string Handle, string Name, string? Email = null);

/// <param name="Author">Null for who had no account there.</param>
/// <param name="Markdown">Null of a comment that was deleted, and keeps its place for the replies to it.</param>
internal sealed record SourceComment(string Id, string? ParentId, SourceAuthor? Author, string GuestName, string? Markdown, DateTime Date);

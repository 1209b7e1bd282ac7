namespace BlogBlazor.Data;

/// <summary>
/// The one row that tells this database from every other one. A receiver that comes back with another epoch holds a
/// cursor into other numbers, and starts again.
/// </summary>
public sealed class DatabaseIdentity
{
    public int Id { get; init; } = 1;
    public required string Epoch { get; init; }

    /// <summary>Where this database lives, on a server that tells; a restored copy lives elsewhere.</summary>
    public string? Origin { get; init; }
}

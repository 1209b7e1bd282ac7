using System.ComponentModel.DataAnnotations;

namespace BlogBlazor.Comments;

public sealed class CommentOptions
{
    public const string SectionName = "Comments";

    /// <summary>How long authors may change what they wrote, and delete it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "36500.00:00:00", ErrorMessage = "Comments:EditWithin must be from {1} to {2}.")]
    public TimeSpan EditWithin { get; init; } = TimeSpan.FromMinutes(15);
}

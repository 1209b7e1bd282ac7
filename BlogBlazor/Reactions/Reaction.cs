using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Posts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Reactions;

/// <summary>What can be said with one press, in the order of the buttons.</summary>
public enum ReactionKind
{
    Like,
    Love,
    Celebrate,
    Laugh,
    Think,
}

/// <summary>One user's reaction of one kind to a post, or to one of its comments.</summary>
public sealed class Reaction
{
    public int Id { get; private set; }
    public required int PostId { get; init; }

    /// <summary>Null when it is to the post itself.</summary>
    public int? CommentId { get; init; }

    public required string UserId { get; init; }
    public required ReactionKind Kind { get; init; }

    /// <summary>
    /// The number of the notification that told of its user: the same for all their reactions to this; null where none did.
    /// </summary>
    public long? ToldIn { get; init; }
}

internal sealed class ReactionConfiguration : IEntityTypeConfiguration<Reaction>
{
    public void Configure(EntityTypeBuilder<Reaction> builder)
    {
        // To a database no NULL equals another: the first index would let a post have the same reaction twice.
        builder.HasIndex(r => new { r.CommentId, r.Kind, r.UserId }).IsUnique();
        builder.HasIndex(r => new { r.PostId, r.Kind, r.UserId }).IsUnique().HasFilter("\"CommentId\" IS NULL");
        builder.HasIndex(r => r.PostId);
        builder.HasOne<Post>().WithMany().HasForeignKey(r => r.PostId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Comment>().WithMany().HasForeignKey(r => r.CommentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<BlogUser>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

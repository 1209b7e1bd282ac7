using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlogBlazor.Accounts.AccessTokens;

/// <summary>
/// A personal access token: lets a script act for its owner, within its scopes, until it expires or is revoked. It outlives
/// a change of the password and "sign out everywhere", as on GitHub: those end sign-ins, and a script is none.
/// </summary>
public sealed class AccessToken
{
    /// <summary>Tells people, and programs that look for leaked secrets, what it is.</summary>
    public const string Prefix = "bbt_";

    public const int MaxNameLength = 60;
    public const int MaxPerUser = 50;

    /// <summary>How long a token may live, in days, as its maker chooses.</summary>
    public static readonly IReadOnlyList<int> Lives = [7, 30, 90, 365];

    public int Id { get; private set; }
    public required string UserId { get; init; }
    public required string Name { get; init; }

    /// <summary>Without salt and slow rounds: nobody guesses 256 random bits.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>With spaces between.</summary>
    public required string Scopes { get; init; }

    public required DateTime CreatedAt { get; init; }
    public required DateTime ExpiresAt { get; init; }

    /// <summary>To the minute.</summary>
    public DateTime? LastUsedAt { get; init; }

    public static string NewSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

internal sealed class AccessTokenConfiguration : IEntityTypeConfiguration<AccessToken>
{
    public void Configure(EntityTypeBuilder<AccessToken> builder)
    {
        builder.ToTable("AccessTokens");
        builder.Property(t => t.Name).HasMaxLength(AccessToken.MaxNameLength);
        builder.Property(t => t.Scopes).HasMaxLength(500);
        builder.HasIndex(t => t.Hash).IsUnique();
        builder.HasIndex(t => new { t.UserId, t.Name }).IsUnique();
        builder.HasOne<BlogUser>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

using Microsoft.AspNetCore.Identity;

namespace BlogBlazor.Accounts;

/// <summary>An account. Its user name is the e-mail address; what others see is the handle and the display name.</summary>
public sealed class BlogUser : IdentityUser
{
    public const int MaxDisplayNameLength = 60;

    /// <inheritdoc cref="Accounts.Handle"/>
    public string Handle { get; set; } = "";

    public string DisplayName { get; set; } = "";

    public bool IsAdministrator { get; set; }

    /// <summary>Locked out for ever; one who mistyped a password comes back.</summary>
    public bool IsBanned => LockoutEnd == DateTimeOffset.MaxValue;

    /// <summary>The language chosen on this site ("vi", "en"); null follows the browser.</summary>
    public string? Language { get; set; }

    public DateTime CreatedAt { get; set; }
}

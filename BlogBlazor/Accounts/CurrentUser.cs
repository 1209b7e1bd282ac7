using System.Security.Claims;

namespace BlogBlazor.Accounts;

/// <summary>Who is signed in, as the sign-in's claims say.</summary>
public sealed record CurrentUser(string Id, string Handle, string DisplayName, bool IsAdministrator)
{
    public const string AdministratorRole = "Administrator";
    internal const string HandleClaim = "handle";
    internal const string DisplayNameClaim = "display_name";
    internal const string LanguageClaim = "language";
    internal const string SessionClaim = "sid";

    public static CurrentUser? From(ClaimsPrincipal principal) =>
        principal.FindFirstValue(ClaimTypes.NameIdentifier) is { } id
            ? new CurrentUser(
                id,
                principal.FindFirstValue(HandleClaim) ?? "",
                principal.FindFirstValue(DisplayNameClaim) ?? "",
                principal.IsInRole(AdministratorRole))
            : null;

    /// <exception cref="UnauthorizedAccessException">Nobody is signed in: the endpoint forgot to require it.</exception>
    public static CurrentUser Require(ClaimsPrincipal principal) => From(principal) ?? throw new UnauthorizedAccessException();

    /// <summary>Whether this user may change what <paramref name="authorId"/> wrote.</summary>
    public bool MayChange(string authorId) => IsAdministrator || Id == authorId;
}

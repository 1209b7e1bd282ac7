using Microsoft.AspNetCore.Identity;

namespace BlogBlazor.Accounts;

/// <summary>Identity's errors, found by the field they belong to.</summary>
internal sealed class AccountProblems(IReadOnlyList<IdentityError> errors)
{
    public static readonly AccountProblems None = new([]);

    public static AccountProblems Of(IdentityResult result) => new([.. result.Errors]);

    /// <summary>The first message whose code contains one of <paramref name="codes"/>.</summary>
    public string? Of(params string[] codes) =>
        errors.FirstOrDefault(error => Array.Exists(codes, code => error.Code.Contains(code, StringComparison.Ordinal)))?.Description;
}

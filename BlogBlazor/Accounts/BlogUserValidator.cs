using BlogBlazor.Localization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Accounts;

internal sealed class BlogUserValidator(IStringLocalizer<Texts> texts) : IUserValidator<BlogUser>
{
    private const string HandleCode = "Handle";
    private const string DisplayNameCode = "DisplayName";

    private const int MaxEmailLength = 254;

    public async Task<IdentityResult> ValidateAsync(UserManager<BlogUser> manager, BlogUser user)
    {
        var errors = new List<IdentityError>();
        if (!Handle.IsValid(user.Handle))
        {
            errors.Add(new() { Code = HandleCode, Description = texts["3 to 30 of: a–z, 0–9, - and _, with a letter or digit at both ends."] });
        }
        else if (await manager.Users.AnyAsync(u => u.Handle == user.Handle && u.Id != user.Id))
        {
            errors.Add(new() { Code = HandleCode, Description = texts["This handle is taken."] });
        }

        // RFC 5321 section 4.5.3.1.3: a path has 256 octets, two of them its brackets.
        if (user.Email?.Length > MaxEmailLength)
        {
            errors.Add(manager.ErrorDescriber.InvalidEmail(user.Email));
        }

        if (UserText.Problem(user.DisplayName, BlogUser.MaxDisplayNameLength, texts) is { } problem)
        {
            errors.Add(new() { Code = DisplayNameCode, Description = problem });
        }

        return errors.Count == 0 ? IdentityResult.Success : IdentityResult.Failed([.. errors]);
    }
}

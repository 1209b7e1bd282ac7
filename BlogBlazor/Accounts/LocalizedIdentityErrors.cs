using BlogBlazor.Localization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Accounts;

/// <summary>Identity's messages that a user of this site can meet, in their language.</summary>
internal sealed class LocalizedIdentityErrors(IStringLocalizer<Texts> texts) : IdentityErrorDescriber
{
    // The user name is the e-mail address: one message says it.
    public override IdentityError DuplicateUserName(string userName) => DuplicateEmail(userName);

    public override IdentityError InvalidUserName(string? userName) => InvalidEmail(userName);

    public override IdentityError DuplicateEmail(string email) =>
        new() { Code = nameof(DuplicateEmail), Description = texts["An account with this e-mail address exists already."] };

    public override IdentityError InvalidEmail(string? email) =>
        new() { Code = nameof(InvalidEmail), Description = texts["This is not an e-mail address."] };

    public override IdentityError PasswordTooShort(int length) =>
        new() { Code = nameof(PasswordTooShort), Description = texts["At least {0} characters.", length] };

    public override IdentityError PasswordMismatch() =>
        new() { Code = nameof(PasswordMismatch), Description = texts["The current password is not right."] };
}

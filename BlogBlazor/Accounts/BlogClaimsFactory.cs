using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Accounts;

internal sealed class BlogClaimsFactory(UserManager<BlogUser> users, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<BlogUser>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(BlogUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(CurrentUser.HandleClaim, user.Handle));
        identity.AddClaim(new Claim(CurrentUser.DisplayNameClaim, user.DisplayName));
        if (user.Language is { } language)
        {
            identity.AddClaim(new Claim(CurrentUser.LanguageClaim, language));
        }

        if (user.IsAdministrator)
        {
            identity.AddClaim(new Claim(Options.ClaimsIdentity.RoleClaimType, CurrentUser.AdministratorRole));
        }

        return identity;
    }
}

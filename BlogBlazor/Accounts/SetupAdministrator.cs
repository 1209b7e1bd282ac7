using BlogBlazor.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Accounts;

/// <summary>Creates the administrator named in the configuration when there is none.</summary>
internal sealed class SetupAdministrator(BlogDbContext db, UserManager<BlogUser> users, IConfiguration configuration)
{
    private const string EmailKey = "Setup:AdminEmail";
    private const string PasswordKey = "Setup:AdminPassword";

    /// <exception cref="StartupException">One of the two keys is missing or refused.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (email, password) = (configuration[EmailKey], configuration[PasswordKey]);
        if (email is null && password is null)
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(email) || string.IsNullOrWhiteSpace(password))
        {
            throw new StartupException($"{(string.IsNullOrWhiteSpace(email) ? EmailKey : PasswordKey)} is missing: set both or none.");
        }

        if (await ThereIsOneAsync(cancellationToken))
        {
            return;
        }

        var result = await users.CreateAsync(new BlogUser { UserName = email, Email = email, IsAdministrator = true }, password);
        // Another instance that starts at the same moment may have been first.
        if (!result.Succeeded && !await ThereIsOneAsync(cancellationToken))
        {
            var error = result.Errors.First();
            var key = error.Code.StartsWith("Password", StringComparison.Ordinal) ? PasswordKey : EmailKey;
            throw new StartupException($"{key} cannot be used: {error.Description}");
        }
    }

    private Task<bool> ThereIsOneAsync(CancellationToken cancellationToken) =>
        db.Users.AnyAsync(user => user.IsAdministrator, cancellationToken);
}

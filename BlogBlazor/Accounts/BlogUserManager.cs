using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Signals;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Accounts;

/// <summary>
/// Gives every new account, however it is registered, a handle of its own; in Development the first is the administrator. A
/// change that ends sign-ins (password, lockout, security stamp) ends what they hold open at once.
/// </summary>
public sealed class BlogUserManager(
    IUserStore<BlogUser> store,
    IOptions<IdentityOptions> options,
    IPasswordHasher<BlogUser> hasher,
    IEnumerable<IUserValidator<BlogUser>> userValidators,
    IEnumerable<IPasswordValidator<BlogUser>> passwordValidators,
    ILookupNormalizer normalizer,
    IdentityErrorDescriber errors,
    IServiceProvider services,
    ILogger<UserManager<BlogUser>> logger,
    BlogDbContext db,
    SignInWatch watch,
    SignalGroups groups,
    IHostEnvironment environment,
    TimeProvider time)
    : UserManager<BlogUser>(store, options, hasher, userValidators, passwordValidators, normalizer, errors, services, logger)
{
    private const string AccountsLock = "accounts";

    public override async Task<IdentityResult> CreateAsync(BlogUser user)
    {
        // In one transaction, so that of two first users only one becomes the administrator, and handles stay unique.
        await using var write = await db.BeginWriteAsync(CancellationToken);
        await write.LockAsync(AccountsLock, CancellationToken);
        user.CreatedAt = time.UtcNow();
        // Elsewhere whoever comes first could take the site: see Setup.
        user.IsAdministrator |= environment.IsDevelopment() && !await db.Users.AnyAsync(CancellationToken);
        if (user.Handle.Length == 0)
        {
            user.Handle = await FreeHandleAsync(Handle.FromEmail(user.Email ?? ""));
        }

        if (user.DisplayName.Length == 0)
        {
            user.DisplayName = user.Handle;
        }

        var result = await base.CreateAsync(user);
        if (result.Succeeded)
        {
            await write.CommitAsync(CancellationToken);
        }

        return result;
    }

    public override async Task<IdentityResult> UpdateAsync(BlogUser user)
    {
        // In one transaction, so that of two who want a handle at once the second is told that it is taken.
        await using var write = await db.BeginWriteAsync(CancellationToken);
        await write.LockAsync(AccountsLock, CancellationToken);
        var result = await base.UpdateAsync(user);
        if (result.Succeeded)
        {
            // The name stands on pages.
            write.AfterCommit(() => groups.Send(ContentChanged.Group, new ContentChanged()));
            await write.CommitAsync(CancellationToken);
            watch.Tell(user.Id);
        }

        return result;
    }

    /// <summary>Every change of an account ends up here.</summary>
    protected override async Task<IdentityResult> UpdateUserAsync(BlogUser user)
    {
        var result = await base.UpdateUserAsync(user);
        if (result.Succeeded && db.Database.CurrentTransaction is null)
        {
            watch.Tell(user.Id);
        }

        return result;
    }

    private async Task<string> FreeHandleAsync(string wanted)
    {
        var taken = (await db.Users.Where(u => u.Handle.StartsWith(wanted)).Select(u => u.Handle).ToListAsync(CancellationToken))
            .ToHashSet(StringComparer.Ordinal);
        var handle = wanted;
        for (var number = 2; taken.Contains(handle); number++)
        {
            handle = Handle.Numbered(wanted, number);
        }

        return handle;
    }
}

using BlogBlazor.Data;
using BlogBlazor.Localization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Accounts;

public static class Bans
{
    /// <inheritdoc cref="BlogUser.IsBanned"/>
    public static IQueryable<BlogUser> Banned(this IQueryable<BlogUser> users) =>
        users.Where(user => user.LockoutEnd == DateTimeOffset.MaxValue);

    /// <summary>
    /// For everything that a user writes: a ban ends the sign-ins, but a token is asked for no password as long as it lasts.
    /// </summary>
    /// <exception cref="RefusedException">The user is banned.</exception>
    public static async Task<WriteTransaction> BeginWriteAsync(
        this BlogDbContext db, string userId, IStringLocalizer<Texts> texts, CancellationToken cancellationToken)
    {
        RefusedException.ThrowIf(
            await db.Users.Banned().AnyAsync(user => user.Id == userId, cancellationToken), "", texts["You have been banned here."]);
        return await db.BeginWriteAsync(cancellationToken);
    }
}

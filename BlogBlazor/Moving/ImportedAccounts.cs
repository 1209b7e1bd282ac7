using BlogBlazor.Accounts;
using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Moving;

/// <summary>
/// Authors of another site are accounts here. One that is not there yet is made without a password and without an address:
/// nobody signs in as it, and the person can still register.
/// </summary>
internal static class ImportedAccounts
{
    private const string GuestEmail = "guest@imported.invalid";

    /// <param name="author">Null for the oldest administrator.</param>
    public static async Task<BlogUser> FindOrAddAsync(
        this WriteTransaction write, SourceAuthor? author, DateTime now, CancellationToken cancellationToken)
    {
        var users = write.Db.Users;
        if (author is null)
        {
            return await users.Where(u => u.IsAdministrator).OrderBy(u => u.CreatedAt).FirstOrDefaultAsync(cancellationToken)
                ?? await write.FindOrAddAsync(new SourceAuthor("author", "Author"), now, cancellationToken);
        }

        var email = author.Email?.Trim().ToUpperInvariant() ?? "";
        return await users.FirstOrDefaultAsync(u => u.NormalizedEmail == email, cancellationToken)
            ?? await users.FirstOrDefaultAsync(u => u.Handle == author.Handle, cancellationToken)
            ?? await AddAsync(write, author.Handle, author.Name, $"{author.Handle}@imported.invalid", now, cancellationToken);
    }

    /// <summary>The one account that stands for all who had none; their names are in their comments.</summary>
    public static async Task<BlogUser> GuestAsync(this WriteTransaction write, DateTime now, CancellationToken cancellationToken)
    {
        var normalized = GuestEmail.ToUpperInvariant();
        if (await write.Db.Users.FirstOrDefaultAsync(u => u.NormalizedEmail == normalized, cancellationToken) is { } guest)
        {
            return guest;
        }

        var handle = "guest";
        for (var number = 2; await write.Db.Users.AnyAsync(u => u.Handle == handle, cancellationToken); number++)
        {
            handle = Handle.Numbered("guest", number);
        }

        return await AddAsync(write, handle, "Guest", GuestEmail, now, cancellationToken);
    }

    private static async Task<BlogUser> AddAsync(
        WriteTransaction write, string handle, string name, string email, DateTime now, CancellationToken cancellationToken)
    {
        var user = new BlogUser
        {
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            Handle = handle,
            DisplayName = name.Length <= BlogUser.MaxDisplayNameLength ? name : name[..BlogUser.MaxDisplayNameLength],
            LockoutEnabled = true,
            CreatedAt = now,
        };
        write.Db.Add(user);
        // What comes next in this transaction finds it.
        await write.Db.SaveChangesAsync(cancellationToken);
        return user;
    }
}

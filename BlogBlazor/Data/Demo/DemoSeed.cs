using System.Text.Json;
using BlogBlazor.Accounts;
using BlogBlazor.Comments;
using BlogBlazor.Posts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Data.Demo;

/// <summary>Fills an empty database, in Development, with accounts, posts and comments worth looking at.</summary>
internal sealed class DemoSeed(
    BlogDbContext db, UserManager<BlogUser> users, PostService posts, CommentService comments, DemoContent content)
{
    /// <summary>Only ever used in Development, where the login page says it.</summary>
    public const string Password = "xin chao demo";

    public static readonly IReadOnlyList<(string Handle, string DisplayName, string Email)> Accounts =
        [("lan", "Lan Phạm", "lan@example.com"), ("minh", "Minh Trần", "minh@example.com")];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await db.Users.AnyAsync(cancellationToken))
        {
            return;
        }

        var authors = new Dictionary<string, CurrentUser>();
        foreach (var (handle, displayName, email) in Accounts)
        {
            var user = new BlogUser { UserName = email, Email = email, Handle = handle, DisplayName = displayName };
            await users.CreateAsync(user, Password);
            authors[handle] = new CurrentUser(user.Id, handle, displayName, user.IsAdministrator);
        }

        foreach (var file in content.Files)
        {
            var (author, input) = Read(await File.ReadAllTextAsync(file, cancellationToken));
            // A link that stays the same, whatever the title says.
            input = input with { Slug = Path.GetFileNameWithoutExtension(file) };
            await posts.CreateAsync(authors[author], input, cancellationToken);
        }

        await using var json = File.OpenRead(Path.Combine(content.Folder, "comments.json"));
        var threads = await JsonSerializer.DeserializeAsync<DemoComment[]>(json, JsonSerializerOptions.Web, cancellationToken);
        foreach (var thread in threads!)
        {
            var comment = await comments.AddAsync(
                authors[thread.Author], thread.Post!, new CommentInput(thread.Text), cancellationToken);
            foreach (var reply in thread.Replies ?? [])
            {
                await comments.AddAsync(
                    authors[reply.Author], thread.Post!, new CommentInput(reply.Text, comment!.Id), cancellationToken);
            }
        }
    }

    private static (string Author, PostInput Input) Read(string file)
    {
        var parts = file.Split("---\n", 3);
        var head = parts[1].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(line => line[0], line => line[1].Trim());
        return (head["author"], new PostInput(
            head["title"], parts[2].Trim(), head["summary"], head["tags"].Split(", "), Publish: true));
    }

    private sealed record DemoComment(string? Post, string Author, string Text, IReadOnlyList<DemoComment>? Replies);
}

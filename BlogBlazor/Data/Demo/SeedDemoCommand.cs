using System.CommandLine;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using BlogBlazor.Accounts;
using BlogBlazor.Posts;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Data.Demo;

/// <summary><c>seed-demo</c>: an empty database becomes a large blog, to see how it serves one.</summary>
internal static class SeedDemoCommand
{
    private const int Authors = 200;
    private const int Tags = 2_000;

    /// <summary>Posts that are written in one transaction.</summary>
    private const int Batch = 2_000;

    private static readonly TimeSpan Years = TimeSpan.FromDays(12 * 365);

    public static Command Create()
    {
        var posts = new Option<int>("--posts") { Description = "How many posts.", DefaultValueFactory = _ => 100_000 };
        var comments = new Option<int>("--comments") { Description = "How many comments on them.", DefaultValueFactory = _ => 1_000_000 };
        var command = new Command("seed-demo", "Fills an empty database with made-up posts and comments, to try it at size.") { posts, comments };
        command.SetAction((parsed, cancellationToken) => SeedAsync(parsed.GetValue(posts), parsed.GetValue(comments), cancellationToken));
        return command;
    }

    private static async Task<int> SeedAsync(int posts, int comments, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddData();
        using var host = builder.Build();
        await host.Services.PrepareDatabaseAsync(cancellationToken);
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(cancellationToken);
        if (await db.Posts.AnyAsync(cancellationToken))
        {
            throw new StartupException("The database has posts: seed-demo fills an empty one only.");
        }

        var watch = Stopwatch.StartNew();
        await WriteAsync(db, posts, comments, cancellationToken);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{posts:N0} posts and {comments:N0} comments in {watch.Elapsed.TotalSeconds:0} s."));
        return 0;
    }

    internal static async Task WriteAsync(BlogDbContext db, int posts, int comments, CancellationToken cancellationToken)
    {
        // Always the same blog, but for its dates.
        var random = new Random(1);
        var text = new DemoText(random);
        var start = DateTime.UtcNow.InMicroseconds() - Years;
        var authors = await WriteAuthorsAsync(db, start, cancellationToken);
        var tags = await WriteTagsAsync(db, cancellationToken);
        var connection = db.Database.GetDbConnection();
        var comment = 0;
        for (var first = 1; first <= posts; first += Batch)
        {
            await using var write = await db.BeginWriteAsync(cancellationToken);
            await using var intoPosts = new Insert(connection, "Posts",
                "Id", "AuthorId", "Slug", "Title", "Summary", "Markdown", "PublishedAt", "CreatedAt", "UpdatedAt", "CommentCount", "ReadingMinutes");
            await using var intoTags = new Insert(connection, "PostTag", "PostId", "TagsId");
            await using var intoComments = new Insert(connection, "Comments", "Id", "PostId", "AuthorId", "Markdown", "CreatedAt");
            for (var id = first; id < Math.Min(first + Batch, posts + 1); id++)
            {
                var vietnamese = random.Next(2) == 0;
                var title = text.Title(vietnamese);
                var at = start + (Years * ((double)id / posts)) - TimeSpan.FromMinutes(1);
                // Of the comments its share so far, more or less.
                var until = id == posts ? comments : Math.Min(comments, comment + random.Next((2 * comments / posts) + 1));
                var markdown = text.Post(vietnamese);
                await intoPosts.AddAsync(id, authors[text.Zipf(authors.Count)], $"{Slug.From(title)}-{id}", title, text.Summary(vietnamese),
                    markdown, at, at, at, until - comment, ReadingTime.MinutesFor(markdown));
                foreach (var tag in Enumerable.Range(0, random.Next(1, 5)).Select(_ => tags[text.Zipf(tags.Count)]).Distinct())
                {
                    await intoTags.AddAsync(id, tag);
                }

                for (; comment < until; comment++)
                {
                    await intoComments.AddAsync(comment + 1, id, authors[text.Zipf(authors.Count)], text.Comment(vietnamese), at);
                }
            }

            await write.CommitAsync(cancellationToken);
        }

        await FinishAsync(db, posts, comments, cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> WriteAuthorsAsync(BlogDbContext db, DateTime at, CancellationToken cancellationToken)
    {
        // Without a password nobody signs in as one of them.
        var authors = Enumerable.Range(1, Authors).Select(number => new BlogUser
        {
            UserName = $"author{number}@example.com",
            NormalizedUserName = $"AUTHOR{number}@EXAMPLE.COM",
            Email = $"author{number}@example.com",
            NormalizedEmail = $"AUTHOR{number}@EXAMPLE.COM",
            Handle = $"author{number}",
            DisplayName = number % 2 == 0 ? $"Nguyễn Văn {number}" : $"Author {number}",
            CreatedAt = at,
        }).ToList();
        db.AddRange(authors);
        await db.SaveChangesAsync(cancellationToken);
        return [.. authors.Select(author => author.Id)];
    }

    private static async Task<IReadOnlyList<int>> WriteTagsAsync(BlogDbContext db, CancellationToken cancellationToken)
    {
        var tags = Enumerable.Range(1, Tags).Select(number => new Tag { Slug = $"tag-{number}", Name = $"Tag {number}" }).ToList();
        db.AddRange(tags);
        await db.SaveChangesAsync(cancellationToken);
        return [.. tags.Select(tag => tag.Id)];
    }

    /// <summary>On PostgreSQL: the next ids, and what it finds out about its tables by itself in time.</summary>
    private static async Task FinishAsync(BlogDbContext db, int posts, int comments, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlAsync($"""SELECT setval(pg_get_serial_sequence('"Posts"', 'Id'), {posts})""", cancellationToken);
            await db.Database.ExecuteSqlAsync($"""SELECT setval(pg_get_serial_sequence('"Comments"', 'Id'), {Math.Max(comments, 1)})""", cancellationToken);
            await db.Database.ExecuteSqlAsync($"VACUUM ANALYZE", cancellationToken);
        }
    }

    /// <summary>One statement for many rows.</summary>
    private sealed class Insert : IAsyncDisposable
    {
        private readonly DbCommand _command;

        public Insert(DbConnection connection, string table, params string[] columns)
        {
            _command = connection.Command(
                $"""INSERT INTO "{table}" ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) VALUES ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))})""");
            foreach (var index in Enumerable.Range(0, columns.Length))
            {
                var parameter = _command.CreateParameter();
                parameter.ParameterName = $"@p{index}";
                _command.Parameters.Add(parameter);
            }
        }

        public Task<int> AddAsync(params object[] values)
        {
            for (var i = 0; i < values.Length; i++)
            {
                _command.Parameters[i].Value = values[i];
            }

            return _command.ExecuteNonQueryAsync();
        }

        public ValueTask DisposeAsync() => _command.DisposeAsync();
    }
}

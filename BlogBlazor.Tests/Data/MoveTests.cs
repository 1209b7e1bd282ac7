using System.Text;
using System.Text.RegularExpressions;
using BlogBlazor.Accounts;
using BlogBlazor.Data;
using BlogBlazor.Data.PostgreSql;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Data;

/// <summary><c>move-to-postgresql</c>: the same blog on the other side, for readers, for who is signed in, and for receivers.</summary>
[Trait("Category", "Slow")]
public sealed partial class MoveTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blogblazor-");
    private readonly string _target = Server.CreateDatabase();

    private static PostgreSqlServer Server => PostgreSqlServer.OfThisRun;

    private string Database => Path.Combine(_folder.FullName, "blog.db");

    private (string Key, string Value) Source => ("ConnectionStrings:Blog", $"Data Source={Database};Pooling=False");

    [Fact]
    public async Task The_same_blog_is_served_from_PostgreSQL_and_nobody_starts_again()
    {
        const string Key = "key-1";
        TestUser hoa, tuan;
        string slug, epoch, before;
        long answered;
        int deleted;
        List<string> tables;
        await using (var app = StartOnSqlite(demo: true))
        {
            (hoa, tuan) = (await app.RegisterAsync("hoa"), await app.RegisterAsync("tuan"));
            slug = await hoa.PublishAsync("Moving", "See you *there*, @tuan. 🚚");
            await hoa.CommentAsync(slug, "A reply.", await tuan.CommentAsync(slug, "One."));
            answered = await CommentWithKeyAsync(tuan, slug, Key);
            (await hoa.PostAsync("/api/notifications/read", new { ids = new[] { 1 } })).EnsureSuccessStatusCode();
            deleted = await tuan.CommentAsync(slug, "This goes again.");
            (await tuan.Http.DeleteAsync(new Uri($"/api/posts/{slug}/comments/{deleted}", UriKind.Relative), Cancel)).EnsureSuccessStatusCode();
            await using var socket = await hoa.ConnectAsync("?after=0");
            epoch = (await socket.ReceiveAsync("welcome")).Text("epoch")!;
            before = await WhatIsServedAsync(hoa);
            await using var db = await app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
            tables = [.. db.Model.GetRelationalModel().Tables.Select(table => table.Name)];
        }

        var (exitCode, output, errors) = await MoveAsync();

        exitCode.ShouldBe(0, output + errors);
        foreach (var table in tables)
        {
            output.ShouldMatch($@"{table} .* equal");
        }

        output.ShouldContain("Database:Provider");
        output.ShouldNotContain("not to be shown");
        await using var moved = BlogApplication.Start(new Dictionary<string, string>
        {
            ["Database:Provider"] = "PostgreSQL",
            ["ConnectionStrings:Blog"] = Server.ConnectionString(_target) + ";Pooling=false",
        });
        // The same browsers, still signed in.
        using var hoaThere = Elsewhere(hoa, moved);
        using var tuanThere = Elsewhere(tuan, moved);
        (await WhatIsServedAsync(hoaThere)).ShouldBe(before);
        (await CommentWithKeyAsync(tuanThere, slug, Key)).ShouldBe(answered, "It was made before the move.");
        await using var resumed = await hoaThere.ConnectAsync($"?after=3&epoch={epoch}");
        var welcome = await resumed.ReceiveAsync();
        welcome.Text("epoch").ShouldBe(epoch);
        welcome.Number("latest").ShouldBe(3);
        (await tuanThere.CommentAsync(slug, "Three.")).ShouldBe(deleted + 1, "A number that was used stays used.");
        (await resumed.ReceiveAsync()).Number("id").ShouldBe(4);
    }

    [Fact]
    public async Task Who_was_banned_is_banned_for_ever_there_too()
    {
        await using (var app = StartOnSqlite())
        {
            using var admin = await app.RegisterAsync("admin");
            using var lan = await app.RegisterAsync("lan");
            await app.BanAsync((await lan.ProfileAsync()).Id);
        }

        (await MoveAsync()).ExitCode.ShouldBe(0);

        using var gate = new WriteGate(writers: 1);
        await using var db = OpenTarget(gate);
        (await db.Users.Banned().Select(user => user.Handle).ToListAsync(Cancel)).ShouldBe(["lan"]);
    }

    [Fact]
    public async Task Whose_ban_was_moved_as_a_date_far_away_is_banned_for_ever_again()
    {
        using var gate = new WriteGate(writers: 1);
        await using var db = OpenTarget(gate);
        db.AddRange(UserLockedUntil("lan", new(9999, 12, 31, 23, 59, 59, 999, 999, TimeSpan.Zero)), UserLockedUntil("minh", new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero)));
        await db.SaveChangesAsync(Cancel);
        // As it was before that migration.
        await db.Database.ExecuteSqlAsync($"""DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" LIKE '%BansForEver'""", Cancel);

        await db.Database.MigrateAsync(Cancel);

        (await db.Users.Banned().Select(user => user.Handle).ToListAsync(Cancel)).ShouldBe(["lan"]);
    }

    [Fact]
    public async Task What_cannot_be_moved_is_told_and_nothing_is_written()
    {
        await using (var app = StartOnSqlite())
        {
            using var lan = await app.RegisterAsync("lan");
            await lan.PublishAsync("Moving");
            await ShouldBeRefusedAsync("stop the server first");
        }

        await SqliteFile.ExecuteAsync(Database, "UPDATE Posts SET Summary = 'a' || char(0) || 'b'");
        await ShouldBeRefusedAsync("Posts (Id) = (1) holds the character NUL");

        await SqliteFile.ExecuteAsync(Database, "UPDATE Posts SET Summary = hex(zeroblob(200))");
        await ShouldBeRefusedAsync("COPY Posts, line 1, column Summary");

        await SqliteFile.ExecuteAsync(Database, "UPDATE Posts SET Summary = ''");
        Server.Execute(_target,
            """
            CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW."Title" = upper(NEW."Title"); RETURN NEW; END $$;
            CREATE TRIGGER shout BEFORE INSERT ON "Posts" FOR EACH ROW EXECUTE FUNCTION shout();
            """);
        await ShouldBeRefusedAsync("the copy differs in Posts");

        Server.Execute(_target, """DROP TRIGGER shout ON "Posts" """);
        (await MoveAsync()).ExitCode.ShouldBe(0, "All that was refused before left the target empty.");
        await ShouldBeRefusedAsync("AspNetUsers has rows");
        await ShouldBeRefusedAsync("Failed to connect", "Host=127.0.0.1;Port=1;Database=blog;Password=not to be shown");
        await ShouldBeRefusedAsync("must name server and database", "Host=127.0.0.1");
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        Server.DropDatabase(_target);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PostgreSqlDbContext OpenTarget(WriteGate gate) =>
        new(new DbContextOptionsBuilder<PostgreSqlDbContext>().UseNpgsql(Server.ConnectionString(_target) + ";Pooling=false").Options, gate);

    private static BlogUser UserLockedUntil(string handle, DateTimeOffset end) =>
        new() { UserName = handle, Handle = handle, DisplayName = handle, LockoutEnabled = true, LockoutEnd = end, CreatedAt = end.UtcDateTime };

    private BlogApplication StartOnSqlite(bool demo = false) => BlogApplication.Start(new Dictionary<string, string>
    {
        ["Database:Provider"] = "Sqlite",
        [Source.Key] = Source.Value,
        ["Demo:Seed"] = $"{demo}",
    });

    private Task<(int ExitCode, string Output, string Errors)> MoveAsync(string? target = null) => ServerProcess.RunAsync(
        ["move-to-postgresql", target ?? Server.ConnectionString(_target) + ";Password=not to be shown"], Source);

    private async Task ShouldBeRefusedAsync(string words, string? target = null)
    {
        var (exitCode, output, errors) = await MoveAsync(target);
        errors.ShouldContain(words);
        errors.Split('\n').Length.ShouldBe(1, errors);
        (output + errors).ShouldNotContain("not to be shown");
        exitCode.ShouldBe(1);
    }

    private static TestUser Elsewhere(TestUser user, BlogApplication app)
    {
        var there = new TestUser(app.Address, user.Email);
        there.Cookies.Add(user.Cookies.GetAllCookies());
        user.Dispose();
        return there;
    }

    private static async Task<long> CommentWithKeyAsync(TestUser user, string slug, string key)
    {
        using var response = await user.PostAsync($"/api/posts/{slug}/comments", new { markdown = "Two." }, key);
        response.EnsureSuccessStatusCode();
        return (await TestUser.ReadAsync(response)).Number("id");
    }

    /// <summary>Every post with its comments, and the user's notifications, as JSON.</summary>
    private static async Task<string> WhatIsServedAsync(TestUser user)
    {
        var served = new StringBuilder();
        var posts = await user.GetJsonAsync("/api/posts?pageSize=50");
        served.Append(posts).Append(await user.GetJsonAsync("/api/notifications"));
        foreach (var post in posts.GetProperty("items").EnumerateArray().Select(item => item.Text("slug")))
        {
            served.Append(await user.GetJsonAsync($"/api/posts/{post}")).Append(await user.GetJsonAsync($"/api/posts/{post}/comments"));
        }

        // PostgreSQL keeps a time to the microsecond, SQLite to its tenth.
        return Fraction.Replace(served.ToString(), time => "." + time.Groups[1].Value.TrimEnd('0') + "Z");
    }

    [GeneratedRegex(@"\.(\d{1,6})\d?Z")]
    private static partial Regex Fraction { get; }
}
